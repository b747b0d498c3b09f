"""Makes up the names of the people whom the demonstration invites."""

from itertools import product

# First names and surnames, by the client's language; every pair is one person.
_FIRST = {
    "de": [
        "Anke",
        "Bernd",
        "Cem",
        "Doris",
        "Emine",
        "Falk",
        "Gesa",
        "Henrik",
        "Imke",
        "Jasper",
        "Katja",
        "Lars",
        "Meike",
        "Nuri",
        "Okka",
        "Piet",
    ],
    "en": [
        "Aisha",
        "Ben",
        "Chloe",
        "Dan",
        "Ewa",
        "Femi",
        "Grace",
        "Harry",
        "Isla",
        "Jamal",
        "Kate",
        "Liam",
        "Maya",
        "Noah",
        "Olu",
        "Priya",
    ],
}
_LAST = {
    "de": [
        "Albers",
        "Brandt",
        "Claasen",
        "Demir",
        "Ehlers",
        "Frank",
        "Goll",
        "Harms",
        "Ihde",
        "Jacobs",
        "Kruse",
        "Lorenz",
        "Möller",
        "Nagel",
        "Otto",
        "Petersen",
        "Quast",
        "Richter",
        "Schröder",
        "Thomsen",
        "Ulrich",
        "Voss",
        "Wolf",
        "Yilmaz",
        "Ziegler",
    ],
    "en": [
        "Adams",
        "Brown",
        "Clarke",
        "Davies",
        "Evans",
        "Fisher",
        "Green",
        "Hughes",
        "Iqbal",
        "Jones",
        "Khan",
        "Lewis",
        "Moore",
        "Novak",
        "Okafor",
        "Patel",
        "Quinn",
        "Roberts",
        "Smith",
        "Taylor",
        "Underwood",
        "Vaughan",
        "Walker",
        "Young",
        "Zhang",
    ],
}


def names(language: str, count: int) -> list[str]:
    """So many names, numbered where there are more people than pairs."""
    pairs = [f"{first} {last}" for last, first in product(_LAST[language], _FIRST[language])]
    return [
        pairs[each % len(pairs)] + (f" {each // len(pairs) + 1}" if each >= len(pairs) else "")
        for each in range(count)
    ]
