"""Turns figures and changes into sentences that say what the numbers support, and no more.

Numbers are rounded here and nowhere before. Each sentence is one message with named places, so that every
language may build it in its own way.
"""

from reports.wording.answers import favourable, participation, reliability, silence, unshown
from reports.wording.changes import changed, most_moved, movements, points
from reports.wording.standings import Standing, beyond, highest, lowest, quoted, standing_out

__all__ = [
    "Standing",
    "beyond",
    "changed",
    "favourable",
    "highest",
    "lowest",
    "most_moved",
    "movements",
    "participation",
    "points",
    "quoted",
    "reliability",
    "silence",
    "standing_out",
    "unshown",
]
