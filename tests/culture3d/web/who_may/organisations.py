"""Says who may see which page about an organisation itself and its units.

{sent} is a table of units that was sent for it. A consultant of another firm may add
clients as well: to that firm.
"""

from tests.culture3d.web.who_may.people import ARRANGE, LIST, SEE

_ADD = ARRANGE | {"other consultant"}
_UNIT = "/organisations/{slug}/units/1"
TABLE = {
    "new_organisation.ask": ("GET", "/organisations/new", _ADD, 200),
    "new_organisation.add": ("POST", "/organisations/new", _ADD, 422),
    "settings.show": ("GET", "/organisations/{slug}/settings/", ARRANGE, 200),
    "settings.change": ("POST", "/organisations/{slug}/settings/", ARRANGE, 303),
    "settings.logo": ("GET", "/organisations/{slug}/settings/logo", SEE, 200),
    "settings.remove_logo": ("POST", "/organisations/{slug}/settings/logo/remove", ARRANGE, 303),
    "units.index": ("GET", "/organisations/{slug}/units/", LIST, 200),
    "units.file": ("GET", "/organisations/{slug}/units/units.csv", LIST, 200),
    "units.show": ("GET", f"{_UNIT}/", LIST, 200),
    "units.confirm_merge": ("GET", f"{_UNIT}/merge", LIST, 303),
    "units.confirm_remove": ("GET", f"{_UNIT}/remove", LIST, 200),
    "units.add": ("POST", "/organisations/{slug}/units/", LIST, 303),
    "units.rename": ("POST", f"{_UNIT}/rename", LIST, 303),
    "units.move": ("POST", f"{_UNIT}/move", LIST, 303),
    "units.split": ("POST", f"{_UNIT}/split", LIST, 303),
    "units.merge": ("POST", f"{_UNIT}/merge", LIST, 303),
    "units.remove": ("POST", f"{_UNIT}/remove", LIST, 303),
    "units_import.ask": ("GET", "/organisations/{slug}/units/import/", LIST, 200),
    "units_import.send": ("POST", "/organisations/{slug}/units/import/", LIST, 422),
    "units_import.preview": ("GET", "/organisations/{slug}/units/import/{sent}", LIST, 200),
    "units_import.confirm": ("POST", "/organisations/{slug}/units/import/{sent}", LIST, 303),
}
