"""Says who may plan waves and move them on; wave 1 is released, and so nothing moves it."""

from tests.culture3d.web.who_may.people import ARRANGE, CLOSE

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
    "moves.ask_launch": ("GET", "/organisations/{slug}/waves/1/launch", ARRANGE, 303),
    "moves.launch": ("POST", "/organisations/{slug}/waves/1/launch", ARRANGE, 303),
    "moves.ask_last_day": ("GET", "/organisations/{slug}/waves/2/last-day", ARRANGE, 200),
    "moves.set_last_day": ("POST", "/organisations/{slug}/waves/2/last-day", ARRANGE, 422),
    "moves.ask_close": ("GET", "/organisations/{slug}/waves/1/close", CLOSE, 303),
    "moves.close": ("POST", "/organisations/{slug}/waves/1/close", CLOSE, 303),
    "moves.ask_withdraw": ("GET", "/organisations/{slug}/waves/1/withdraw", ARRANGE, 303),
    "moves.withdraw": ("POST", "/organisations/{slug}/waves/1/withdraw", ARRANGE, 303),
    "rehearsals.show": ("GET", "/organisations/{slug}/waves/1/rehearsal", ARRANGE, 200),
    "rehearsals.begin": ("POST", "/organisations/{slug}/waves/1/rehearsal/begin", ARRANGE, 303),
    "rehearsals.play": ("POST", "/organisations/{slug}/waves/1/rehearsal/person", ARRANGE, 404),
    "rehearsals.fill": ("POST", "/organisations/{slug}/waves/1/rehearsal/answers", ARRANGE, 404),
    "rehearsals.wipe": ("POST", "/organisations/{slug}/waves/1/rehearsal/wipe", ARRANGE, 303),
}
