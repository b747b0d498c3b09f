"""Says who may have documents about a wave: whoever may read its settings and its log, and no leader."""

from tests.culture3d.web.who_may.people import AUDIT

_PAGE = "/organisations/{slug}/waves/1/documents/"

TABLE = {
    "documents.index": ("GET", _PAGE, AUDIT, 200),
    "documents.ask": ("POST", _PAGE, AUDIT, 400),  # for it names no document
}
