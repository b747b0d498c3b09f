"""Shows where the people of old units are after several changes of the tree."""

from surveys.unit_changes import Step, moves

NOBODY: frozenset[str] = frozenset()


def told(*steps: Step, staying: dict[int, str] | None = None) -> list[tuple[str, str]]:
    stays = [frozenset(filter(None, [(staying or {}).get(place)])) for place in range(len(steps))]
    return sorted(moves(steps, stays))


def test_moves_and_merges_follow_one_another() -> None:
    moved: Step = [("a/x", "b/x"), ("a/x/1", "b/x/1")]
    merged: Step = [("b/x", "b/y"), ("b/x/1", "b/y/1")]
    assert told(moved, merged) == [("a/x", "b/y"), ("a/x/1", "b/y/1")]


def test_what_is_back_in_its_place_has_not_moved() -> None:
    assert told([("a/x", "b/x")], [("b/x", "a/x")]) == []


def test_units_that_change_places_do_so_at_once() -> None:
    assert told([("a/x", "b/x"), ("b/x", "a/x")]) == [("a/x", "b/x"), ("b/x", "a/x")]


def test_who_was_split_off_may_be_in_either() -> None:
    assert told([("a", "b"), ("a", "c")], staying={0: "a"}) == [("a", "b"), ("a", "c")]
    assert told([("a", "b")], [("a", "d")], staying={0: "a"}) == [("a", "b"), ("a", "d")]


def test_a_unit_that_was_not_there_before_has_no_people_from_before() -> None:
    assert told([(None, "n")], [("n", "m")]) == []
    assert told([("a", "b")], [(None, "a")], [("a", "c")]) == [("a", "b")]
