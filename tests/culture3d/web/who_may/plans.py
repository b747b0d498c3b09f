"""Says who may plan waves."""

from tests.culture3d.web.who_may.people import ARRANGE

TABLE = {
    "plans.new": ("GET", "/organisations/{slug}/waves/new", ARRANGE, 200),
    "plans.create": (
        "POST",
        "/organisations/{slug}/waves/new?questionnaire=shipped-culture3d-1",
        ARRANGE,
        422,
    ),
    "plans.show": ("GET", "/organisations/{slug}/waves/1/plan", ARRANGE, 200),
    "plans.ask_change": ("GET", "/organisations/{slug}/waves/1/plan/change", ARRANGE, 303),
    "plans.change": (
        "POST",
        "/organisations/{slug}/waves/1/plan/change?questionnaire=version-1",
        ARRANGE,
        303,
    ),
}
