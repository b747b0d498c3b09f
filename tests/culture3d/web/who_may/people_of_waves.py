"""Says who may see which page about the people of a wave; the third wave has invited nobody yet.

{listed} is a list of people that was sent for it.
"""

from tests.culture3d.web.who_may.people import LIST

_PEOPLE = "/organisations/{slug}/waves/3/people"
_LATE = "/organisations/{slug}/waves/2/people/late"  # to which people were invited
TABLE = {
    "people.index": ("GET", f"{_PEOPLE}/", LIST, 200),
    "people.ask": ("GET", f"{_PEOPLE}/new", LIST, 200),
    "people.add": ("POST", f"{_PEOPLE}/new", LIST, 422),
    "people.show": ("GET", f"{_PEOPLE}/6/", LIST, 200),
    "people.change": ("POST", f"{_PEOPLE}/6/", LIST, 422),
    "people.remove": ("POST", f"{_PEOPLE}/6/remove", LIST, 303),
    "latecomers.ask": ("GET", f"{_LATE}/new", LIST, 200),
    "latecomers.add": ("POST", f"{_LATE}/new", LIST, 422),
    "latecomers.show": ("GET", f"{_LATE}/1/", LIST, 200),
    "latecomers.correct": ("POST", f"{_LATE}/1/", LIST, 422),
    "latecomers.send_again": ("POST", f"{_LATE}/1/again", LIST, 303),
    "latecomers.letter": ("POST", f"{_LATE}/1/letter", LIST, 303),
    "latecomers.confirm_removal": ("GET", f"{_LATE}/5/remove", LIST, 200),
    "latecomers.move": ("POST", f"{_LATE}/1/move", LIST, 303),
    "latecomers.remove": ("POST", f"{_LATE}/5/remove", LIST, 303),
    "people_import.ask": ("GET", f"{_PEOPLE}/import/", LIST, 200),
    "people_import.send": ("POST", f"{_PEOPLE}/import/", LIST, 422),
    "people_import.preview": ("GET", f"{_PEOPLE}/import/{{listed}}", LIST, 200),
    "people_import.confirm": ("POST", f"{_PEOPLE}/import/{{listed}}", LIST, 303),
}
