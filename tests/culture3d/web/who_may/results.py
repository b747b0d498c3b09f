"""Says who may see which page of results."""

from tests.culture3d.web.who_may.people import CLOSE, READ, SEE

# Leaders of a unit read that unit on the same pages.
OF_UNITS = READ | {"leader of a unit"}

TABLE = {
    "organisations.organisation": ("GET", "/organisations/{slug}", SEE, 200),
    "organisations.wave_status": ("GET", "/organisations/{slug}/waves/1/status", SEE, 200),
    "compare.show": ("GET", "/organisations/{slug}/results/compare", OF_UNITS, 200),
    "questions.index": ("GET", "/organisations/{slug}/results/questions/", OF_UNITS, 200),
    "questions.show": ("GET", "/organisations/{slug}/results/questions/F1", OF_UNITS, 200),
    "heatmap.show": ("GET", "/organisations/{slug}/results/heatmap", OF_UNITS, 200),
    "heatmap.table": ("GET", "/organisations/{slug}/results/heatmap/table.csv", OF_UNITS, 200),
    "heatmap.cell": ("GET", "/organisations/{slug}/results/heatmap/cell?measure=flow", OF_UNITS, 200),
    "heatmap.cell_table": (
        "GET",
        "/organisations/{slug}/results/heatmap/cell.csv?measure=flow",
        OF_UNITS,
        200,
    ),
    "remarks.show": ("GET", "/organisations/{slug}/results/comments", OF_UNITS, 200),
    "remarks.table": ("GET", "/organisations/{slug}/results/comments/table.csv", READ, 404),
    "drivers.show": ("GET", "/organisations/{slug}/results/drivers", OF_UNITS, 200),
    "drivers.table": ("GET", "/organisations/{slug}/results/drivers/table.csv", READ, 200),
    "quality.show": ("GET", "/organisations/{slug}/results/quality", OF_UNITS, 200),
    "quality.table": ("GET", "/organisations/{slug}/results/quality/measures.csv", READ, 200),
    "reports.progress": ("GET", "/reports/{report}", READ, 200),
    "reports.status": ("GET", "/reports/{report}/status", READ, 200),
    "reports.file": ("GET", "/reports/{report}/file", READ, 200),
    "reports.ask": ("POST", "/organisations/{slug}/reports", READ, 303),
    "organisations.try_again": ("POST", "/organisations/{slug}/waves/1/results", CLOSE, 303),
}
