"""Says who may read what people wrote, and who may before it was reviewed; {comment} is one of them."""

from tests.culture3d.web.who_may.people import MODERATE, READ

_PAGES = "/organisations/{slug}/waves/1/comments/"

TABLE = {
    "comments.index": ("GET", _PAGES, READ, 200),
    "review.queue": ("GET", _PAGES + "review/", MODERATE, 200),
    "review.decide": ("POST", _PAGES + "review/{comment}", MODERATE, 400),  # for it decides nothing
    "review.confirm_finish": ("GET", _PAGES + "review/finish", MODERATE, 200),
    "review.finish": ("POST", _PAGES + "review/finish", MODERATE, 303),
}
