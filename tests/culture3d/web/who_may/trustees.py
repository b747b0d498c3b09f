"""Says who may see a wave's trustees and name them, and that each has a page of their own.

Of the third wave the consultant and the observer are trustees.
"""

from tests.culture3d.web.who_may.people import AUDIT, CLOSE, LIST, SEE

_PAGES = "/organisations/{slug}/waves/3/trustees/"
_THEMSELVES = frozenset({"consultant", "observer"})

TABLE = {
    "trustees.own": ("GET", _PAGES + "own", _THEMSELVES, 200),
    "trustees.give": ("POST", _PAGES + "own", _THEMSELVES, 400),  # for it does not say what for
    "trustees.ask": ("GET", _PAGES + "own/choose", _THEMSELVES, 200),
    "trustees.choose": ("POST", _PAGES + "own/choose", _THEMSELVES, 422),
    "trustees.index": ("GET", _PAGES, SEE, 200),
    "trustees.name": ("POST", "/organisations/{slug}/waves/2/trustees/", LIST, 303),
    "moves.ask_give_up": ("GET", "/organisations/{slug}/waves/1/give-up", CLOSE, 303),
    "moves.give_up": ("POST", "/organisations/{slug}/waves/1/give-up", CLOSE, 303),
    "safeguards.index": ("GET", "/organisations/{slug}/safeguards/", AUDIT, 200),
    "safeguards.threats": ("GET", "/organisations/{slug}/safeguards/what-if", AUDIT, 200),
}
