"""Shows which items a person is asked, and that a sheet knows what was left open."""

from culture3d.services.answering.sheets import asked_items, blank, unanswered
from surveys.catalogue import load
from surveys.instrument import read_instrument
from tests.surveys.questionnaires import SMALLEST


def test_customers_are_asked_what_is_worded_for_them():
    instrument = load("culture3d-1")
    asked = {item.id for _, item in asked_items(instrument, "customer")}
    assert "A1.1" in asked
    assert "A1.2" not in asked  # has no mirror for customers
    assert "A1.4" not in asked  # stands in reserve


def test_where_nothing_is_worded_for_leaders_they_are_asked_the_staff_wording():
    instrument = read_instrument(SMALLEST)
    assert [item.id for _, item in asked_items(instrument, "leader")] == ["a", "b"]
    assert unanswered(instrument, blank(instrument, "leader")) == (0, 1)
