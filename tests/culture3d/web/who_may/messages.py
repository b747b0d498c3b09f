"""Says who may see and send a wave's messages; {message} is a planned one, {person} is on its list."""

from tests.culture3d.web.who_may.people import LIST

_PAGES = "/organisations/{slug}/waves/2/messages/"

TABLE = {
    "messages.index": ("GET", _PAGES, LIST, 200),
    "messages.suggest": ("POST", _PAGES + "suggest", LIST, 303),
    "messages.remind": ("POST", _PAGES + "remind", LIST, 303),
    "messages.letters": ("POST", _PAGES + "letters", LIST, 303),
    "messages.correct": ("POST", _PAGES + "people/{person}/address", LIST, 303),
    "messages.show": ("GET", _PAGES + "{message}/", LIST, 200),
    "messages.change": ("POST", _PAGES + "{message}/", LIST, 303),
    "messages.confirm_send": ("GET", _PAGES + "{message}/send", LIST, 200),
    "messages.send": ("POST", _PAGES + "{message}/send", LIST, 303),
    "messages.remove": ("POST", _PAGES + "{message}/remove", LIST, 303),
    "messages.plan_again": ("POST", _PAGES + "{message}/again", LIST, 303),
}
