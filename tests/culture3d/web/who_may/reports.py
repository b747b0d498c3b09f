"""Says who may compose reports, and who may read which; {preview} was made for somebody else."""

from tests.culture3d.web.who_may.people import ARRANGE, READ

_PAGES = "/organisations/{slug}/reports/"

TABLE = {
    "composing.history": ("GET", _PAGES, READ, 200),
    "composing.compose": ("GET", _PAGES + "new", ARRANGE, 200),
    "composing.ask": ("POST", _PAGES + "new", ARRANGE, 422),  # for no language is ticked
    "composing.preview": ("GET", "/reports/{preview}/preview", ARRANGE, 200),
    "composing.look_in": ("POST", "/reports/{preview}/preview", ARRANGE, 400),  # for it names no language
    "composing.ask_delete": ("GET", "/reports/{report}/delete", ARRANGE, 200),
    "composing.delete": (
        "POST",
        "/reports/{report}/delete",
        ARRANGE,
        400,
    ),  # for it does not say that it is sure
    "composing.share": ("POST", "/reports/{report}/share", ARRANGE, 400),  # for it says neither
    "batches.show": ("GET", "/batches/{batch}", ARRANGE, 200),
    "batches.status": ("GET", "/batches/{batch}/status", ARRANGE, 200),
    "batches.archive": ("GET", "/batches/{batch}/archive", ARRANGE, 200),
}
