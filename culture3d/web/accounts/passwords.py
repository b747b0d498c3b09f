"""Turns a password that somebody would like into the reason why it will not do, if there is one.

It must be long, and take more than a hundred million guesses of somebody who knows the passwords that many
people use, how they vary them, and who this is. No kinds of characters are asked for.
"""

import re
from collections.abc import Collection, Iterator

from flask_babel import gettext
from flask_security import PasswordUtil

from culture3d.models.account import Account

_WEIGHED = 72  # characters: more makes it no weaker, and takes long to weigh
_SHORTEST_WORD = 3  # characters: shorter ones stand in other words by chance
_STRONG_ENOUGH = 3  # of 4, as zxcvbn counts: 10^8 guesses


class Passwords(PasswordUtil):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Asks of every password that is chosen, wherever it is, that it cannot be guessed."""

    def validate(
        self, password: str, is_register: bool, user: Account | None = None, **_: object
    ) -> tuple[list[str] | None, str]:
        """What is wrong with it, and the password in the one form that is stored."""
        wrong, normal = super().validate(password, is_register, user=user)
        if not wrong and can_be_guessed(normal, _about(user) if user else ()):
            wrong = [gettext("This would be guessed. Take several words that do not belong together.")]
        return wrong, normal


def can_be_guessed(password: str, known: Collection[str] = ()) -> bool:
    """Whether a password would not last, also once what everybody knows of its owner is left out of it.

    :param known: words that who guesses would try first.
    """
    rest = password.lower()
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    return _is_weak(password) or (rest != password.lower() and _is_weak(rest))


def _is_weak(password: str) -> bool:
    from zxcvbn import zxcvbn  # brings long lists of words that most requests do not need

    score: int = zxcvbn(password[:_WEIGHED], user_inputs=["culture3d"])["score"] if password else 0
    return score < _STRONG_ENOUGH


def _about(account: Account) -> set[str]:
    words = {word for said in _said_of(account) for word in re.split(r"[\W_]+", said.lower())}
    return {word for word in words if len(word) >= _SHORTEST_WORD}


def _said_of(account: Account) -> Iterator[str]:
    yield from (account.name, account.email)
    for grant in account.grants:
        yield from (place.name for place in (grant.firm, grant.organisation) if place is not None)
