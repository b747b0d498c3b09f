"""Says who may see which page of an installation, and of who has a role at a client.

{someone} is an account that nobody signs in by, {given} its role, and {seat} a leader's role at “harbour”.
"""

from tests.culture3d.web.who_may.people import ADMINISTER, ARRANGE

TABLE = {
    "accounts.index": ("GET", "/accounts/", ADMINISTER, 200),
    "accounts.invite": ("POST", "/accounts/", ADMINISTER, 422),
    "accounts.show": ("GET", "/accounts/{someone}", ADMINISTER, 200),
    "accounts.send_again": ("POST", "/accounts/{someone}/again", ADMINISTER, 303),
    "accounts.give": ("POST", "/accounts/{someone}/roles?seat=", ADMINISTER, 404),
    "accounts.take": ("POST", "/accounts/{someone}/roles/{given}", ADMINISTER, 303),
    "accounts.reset": ("POST", "/accounts/{someone}/reset", ADMINISTER, 303),
    "accounts.deactivate": ("POST", "/accounts/{someone}/deactivate", ADMINISTER, 303),
    "accounts.let_in": ("POST", "/accounts/{someone}/let-in", ADMINISTER, 303),
    "firms.index": ("GET", "/firms/", ADMINISTER, 200),
    "firms.add": ("POST", "/firms/", ADMINISTER, 422),
    "firms.rename": ("POST", "/firms/{firm}", ADMINISTER, 422),
    "house_log.index": ("GET", "/log/", ADMINISTER, 200),
    "condition.index": ("GET", "/condition/", ADMINISTER, 200),
    "access.index": ("GET", "/organisations/{slug}/access/", ARRANGE, 200),
    "access.invite": ("POST", "/organisations/{slug}/access/", ARRANGE, 422),
    "access.send_again": ("POST", "/organisations/{slug}/access/{seat}/again", ARRANGE, 303),
    "access.take": ("POST", "/organisations/{slug}/access/{seat}/take", ARRANGE, 303),
}
