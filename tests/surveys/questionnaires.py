"""Gives tests two small questionnaires, and a way to change one thing in them."""

SMALLEST = """\
id: smallest
version: 1
scale: {points: [{value: 1}, {value: 2}, {value: 3}], favourable: [3], neutral: [2]}
items:
  - {id: a, text: I like it here.}
  - {id: b, text: {en: I would come again., de: Ich komme wieder.}, reverse: true}
"""

MIRRORED = """\
id: mirrored
version: 1
scale: {min: 0, max: 10}
facets:
  - id: f
    items:
      - {id: a, text: A, perspectives: {leader: A of leaders}}
      - {id: b, text: B}
      - {id: c, text: C, reserve: true}
overall: {id: o, text: O, perspectives: {leader: O of leaders}}
"""


def changed(old: str, new: str, text: str = SMALLEST) -> str:
    """The text with one thing changed; it must be there, and once."""
    assert text.count(old) == 1
    return text.replace(old, new)
