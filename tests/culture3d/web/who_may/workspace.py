"""Says who may see which page of the workspace; {task} is one that anybody may follow who may close waves."""

from tests.culture3d.web.who_may.people import ARRANGE, AUDIT, CLOSE, SEE

TABLE = {
    "waves.index": ("GET", "/organisations/{slug}/waves/", SEE, 200),
    "waves.show": ("GET", "/organisations/{slug}/waves/1/", SEE, 200),
    "log.index": ("GET", "/organisations/{slug}/log/", AUDIT, 200),
    "retention.index": ("GET", "/organisations/{slug}/retention/", AUDIT, 200),
    "retention.change": ("POST", "/organisations/{slug}/retention/", ARRANGE, 422),
    "departure.index": ("GET", "/organisations/{slug}/departure/", ARRANGE, 200),
    "departure.pack": ("POST", "/organisations/{slug}/departure/pack", ARRANGE, 303),
    "departure.delete": ("POST", "/organisations/{slug}/departure/delete", ARRANGE, 422),
    "log.table": ("GET", "/organisations/{slug}/log/log.csv", AUDIT, 200),
    "tasks.show": ("GET", "/tasks/{task}", CLOSE, 200),
    "tasks.status": ("GET", "/tasks/{task}/status", CLOSE, 200),
    "tasks.file": ("GET", "/tasks/{task}/file", CLOSE, 200),
    "tasks.again": ("POST", "/tasks/{task}/again", CLOSE, 303),
}
