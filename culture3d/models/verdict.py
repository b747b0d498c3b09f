"""Names what a reviewer can decide about a comment, for pages that may not see what is stored of it."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a reviewer decided; it holds when the review is finished, and may be changed until then."""

    WAITING = "waiting"
    PUBLISH = "publish"
    WITHHOLD = "withhold"
