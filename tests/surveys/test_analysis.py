"""Checks every cell of an analysis against plain arithmetic over the people in it, and that cells add up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway

from surveys import tallies
from surveys.analysis import analyse
from surveys.codes import MISSING, PERSPECTIVES
from surveys.faults import BadInput
from surveys.instrument import Dimension, Facet, Instrument, Item, Point, Scale
from surveys.responses import Coded, Responses
from surveys.results import STATISTICS, Intake
from surveys.scoring import keyed, person_scores, scoring_of
from surveys.statistics import cronbach_alpha

LEADER = {"leader": {"en": "?"}}
FIVE = Scale(points=tuple(Point(value=v) for v in range(1, 6)), favourable=(4, 5), neutral=(3,))
PATHS = ((), ("A",), ("A", "1"), ("A", "2"), ("A", "3"), ("B",), ("C",), ("C", "1"))


def survey(scale=FIVE):
    def item(name, **more):
        return Item(id=name, text=name, **more)

    f = Facet(id="f", items=(item("q1", perspectives=LEADER), item("q2", reverse=True), item("q3")))
    g = Facet(id="g", items=(item("q4", perspectives=LEADER), item("q5", perspectives=LEADER)))
    lone = Facet(id="lone", items=(item("q6"), item("q7", reverse=True)))
    return Instrument(
        id="small",
        version=1,
        scale=scale,
        dimensions=(Dimension(id="d", facets=(f, g)),),
        facets=(lone,),
        overall=item("overall"),
    )


def people(n, seed=0, *, scale=FIVE, weighted=False, leaders=0.0, missing=0.15):
    """Made-up people with something in common, in a tree with people at every level."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1)) + rng.normal(size=(n, 8))
    holes = rng.random((n, 8)) < missing
    if scale.continuous:
        answers = np.where(holes, np.nan, np.clip(50 + 20 * common, 0, 100))
    else:
        answers = np.where(holes, MISSING, np.clip(np.round(3 + common), 1, 5)).astype(np.int8)
    return Responses(
        instrument=survey(scale),
        items=("q1", "q2", "q3", "q4", "q5", "q6", "q7", "overall"),
        answers=answers,
        unit_paths=PATHS,
        unit_labels=tuple("/".join(path) for path in PATHS),
        unit_of=rng.integers(0, len(PATHS), n).astype(np.int32),
        attributes=(
            Coded(
                "age",
                ("young", "old", "none"),
                ("Young", "Old", "None"),
                rng.integers(-1, 2, n).astype(np.int16),
            ),
            Coded("site", ("N", "S"), ("North", "South"), rng.integers(-1, 2, n).astype(np.int16)),
        ),
        perspective=(rng.random(n) < leaders).astype(np.int8),
        weights=rng.uniform(0.2, 5, n) if weighted else None,
        links=None,
        intake=Intake(n, n),
    )


def members(responses, cell):
    """Who is in a cell, read from its key."""
    if cell.kind == "perspective":
        return responses.perspective == PERSPECTIVES.index(cell.key)
    who = responses.perspective == 0
    parts = [] if cell.key == "all" else cell.key.split("/")
    path = tuple(part for part in parts if "=" not in part)
    depth, rest = len(path), "=rest" in parts
    paths = [PATHS[unit] for unit in responses.unit_of]
    who &= np.array([found == path if rest else found[:depth] == path for found in paths], dtype=bool)
    for part in parts:
        name, _, value = part.partition("=")
        for coded in responses.attributes:
            if coded.id == name:
                who &= coded.codes == (coded.options.index(value) if value else -1)
    return who


def plain(responses, who, perspective):
    """The figures of some people by the formulas, one measure at a time."""
    scoring = scoring_of(responses.instrument, responses.items, perspective)
    values = keyed(responses.answers[who], scoring)
    scores = np.hstack([values, *person_scores(values, scoring)])
    weights = np.ones(len(values)) if responses.weights is None else responses.weights[who]
    told = {}
    for column, measure in enumerate(scoring.measures):
        x, w = scores[:, column], weights
        x, w = x[~np.isnan(x)], w[~np.isnan(x)]
        effective = w.sum() ** 2 / (w**2).sum() if len(x) else 0
        mean = np.average(x, weights=w) if len(x) else np.nan
        spread = np.average((x - mean) ** 2, weights=w) if len(x) else np.nan
        sd = np.sqrt(spread * effective / (effective - 1)) if len(x) > 1 else np.nan
        told[measure] = {"n": len(x), "mean": mean, "sd": sd}
        if responses.weights is not None:
            told[measure]["n_effective"] = effective
        if measure in responses.items and responses.instrument.scale.points:
            told[measure]["favourable"] = 100 * np.average(x >= 4, weights=w) if len(x) else np.nan
            told[measure]["neutral"] = 100 * np.average(x == 3, weights=w) if len(x) else np.nan
    for facet, columns in (("f", [0, 1, 2]), ("g", [3, 4]), ("lone", [5, 6]), ("d", [0, 1, 2, 3, 4])):
        asked = [column for column in columns if scoring.asked[column]]
        told[facet]["alpha"] = alpha(values[:, asked])
        shares = [told[responses.items[column]].get("favourable", np.nan) for column in asked]
        shares = [share for share in shares if not np.isnan(share)]
        told[facet]["favourable"] = np.mean(shares) if shares else np.nan
    return told


def alpha(values):
    k = values.shape[1]
    pairs = np.full((k, k), np.nan)
    for i in range(k):
        for j in range(k):
            both = ~np.isnan(values[:, i]) & ~np.isnan(values[:, j])
            if both.sum() > 1:
                pairs[i, j] = np.cov(values[both][:, [i, j]], rowvar=False)[0, 1]
    return float(cronbach_alpha(pairs))


def check(responses, cells):
    for row, cell in enumerate(cells.cells):
        who = members(responses, cell)
        assert cells.people[row] == who.sum(), cell.key
        expected = plain(responses, who, cell.key if cell.kind == "perspective" else "staff")
        for column, measure in enumerate(cells.measures):
            for statistic, figure in expected[measure].items():
                found = cells.values[row, column, STATISTICS.index(statistic)]
                assert found == pytest.approx(figure, nan_ok=True, abs=1e-7), (cell, measure, statistic)


def check_sums(cells):
    for equation in cells.equations:
        parts = list(equation.parts)
        assert cells.people[equation.total] == cells.people[parts].sum()
        counts = cells.values[:, :, STATISTICS.index("n")]
        assert (counts[equation.total] == counts[parts].sum(axis=0)).all()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("scale", [FIVE, Scale(min=0, max=100)], ids=["points", "continuous"])
@pytest.mark.parametrize("crossed", [(), ("age",), ("age", "site")])
def test_every_cell_is_what_its_people_said(weighted, scale, crossed):
    responses = people(90, scale=scale, weighted=weighted, leaders=0.2)
    cells = analyse(responses, crossed=crossed)
    check(responses, cells)
    check_sums(cells)


@given(st.integers(1, 40), st.integers(0, 10**6), st.booleans(), st.floats(0, 1), st.floats(0, 1))
def test_any_number_of_people_in_any_state(n, seed, weighted, leaders, missing):
    responses = people(n, seed, weighted=weighted, leaders=leaders, missing=missing)
    cells = analyse(responses, crossed=("site",), outcome="overall")
    check(responses, cells)
    check_sums(cells)


def test_chunks_do_not_show(monkeypatch):
    responses = people(300, weighted=True, leaders=0.1)
    whole = analyse(responses, crossed=("age",))
    monkeypatch.setattr(tallies, "_CHUNK", 37)
    parts = analyse(responses, crossed=("age",))
    np.testing.assert_allclose(parts.values, whole.values, rtol=1e-9)
    np.testing.assert_allclose(parts.shares, whole.shares)


def test_cells_stand_in_order_with_their_untold_parts_and_every_equation():
    cells = analyse(people(200, leaders=0.1), crossed=("site",))
    by_kind = {kind: [cell.key for cell in cells.cells if cell.kind == kind] for kind in STANDING}
    assert by_kind["organisation"] == ["all"]
    assert by_kind["unit"] == ["A", "A/1", "A/2", "A/3", "B", "C", "C/1"]
    assert by_kind["attribute"] == ["age=young", "age=old", "age=none", "site=N", "site=S"]
    assert by_kind["perspective"] == ["leader"]
    assert {"age=", "site=", "A/1/site="} <= set(by_kind["unanswered"])
    assert {"=rest", "A/=rest", "C/=rest", "A/site=N/=rest"} <= set(by_kind["rest"])
    assert "A/1/site=N" in by_kind["crossed"]
    assert [cell.kind for cell in cells.cells][-1] == "perspective"
    keys = [cell.key for cell in cells.cells]
    assert len(set(keys)) == len(keys)
    sums = {(keys[e.total], tuple(sorted(keys[part] for part in e.parts))) for e in cells.equations}
    assert ("all", ("=rest", "A", "B", "C")) in sums
    assert ("all", ("age=", "age=none", "age=old", "age=young")) in sums
    assert ("A", ("A/site=", "A/site=N", "A/site=S")) in sums
    assert ("site=N", ("A/site=N", "B/site=N", "C/site=N", "site=N/=rest")) in sums
    assert ("A/=rest", ("A/site=/=rest", "A/site=N/=rest", "A/site=S/=rest")) in sums
    parents = {cell.key: cell.parent for cell in cells.cells}
    assert (parents["A/1"], parents["A"], parents["all"]) == ("A", "all", None)


STANDING = ("organisation", "unit", "attribute", "crossed", "rest", "unanswered", "perspective")


def test_codes_that_look_like_keys_are_encoded():
    responses = replace(people(40), unit_paths=((), ("leader",), ("a/b",), ("a/b", "50%=x"), ("all",)))
    responses = replace(responses, unit_labels=("", *"wxyz"), unit_of=responses.unit_of % 5)
    keys = [cell.key for cell in analyse(responses).cells if cell.kind == "unit"]
    assert keys == ["%6Ceader", "a%2Fb", "a%2Fb/50%25%3Dx", "%61ll"]


def test_reversed_items_count_as_favourable_when_people_disagree_and_shares_stay_as_answered():
    responses = people(60, missing=0.0)
    responses.answers[:, 1] = 1
    cells = analyse(responses)
    assert cells.values[0, 1, STATISTICS.index("favourable")] == 100
    assert cells.values[0, 1, STATISTICS.index("mean")] == 5
    assert cells.values[0, 1, STATISTICS.index("sd")] == 0
    assert cells.shares[0, 1].tolist() == [100, 0, 0, 0, 0]


def test_everybody_answered_has_no_interval_and_a_closed_band_of_silence():
    responses = people(50, missing=0.0)
    told = dict(zip(STATISTICS, analyse(responses, invited={"all": 50}).values[0, 0], strict=True))
    for statistic in ("score_low", "score_high", "favourable_low", "favourable_high", "margin"):
        assert np.isnan(told[statistic])
    assert told["silence_low"] == pytest.approx(told["favourable"])
    assert told["silence_high"] == pytest.approx(told["favourable"])


def test_silence_about_a_facet_is_the_mean_of_that_about_its_items():
    """Whoever left an item out is silent about it, though the half rule gives them a score of the facet."""
    responses = people(80, missing=0.3)
    tally_of_items = scoring_of(responses.instrument, responses.items)
    told = analyse(responses, invited={"all": 100}).values[0]
    agreeing = np.isin(keyed(responses.answers, tally_of_items), responses.instrument.scale.favourable)
    answered = (responses.answers != MISSING).sum(axis=0)
    for facet, members in zip(tally_of_items.facets, tally_of_items.in_facet.T > 0, strict=True):
        low, high = told[tally_of_items.measures.index(facet)][
            [STATISTICS.index("silence_low"), STATISTICS.index("silence_high")]
        ]
        assert low == pytest.approx(agreeing.sum(axis=0)[members].mean())
        assert high == pytest.approx((agreeing.sum(axis=0) + 100 - answered)[members].mean())


def test_more_answers_than_invitations_are_refused():
    with pytest.raises(BadInput, match="all: 50 answered, but only 49 were invited"):
        analyse(people(50), invited={"all": 49})


def test_more_invitations_to_the_parts_than_to_the_whole_are_refused():
    """Such a slip would narrow, or widen, every interval of the group that it stands at."""
    fits = {"all": 100, "A": 70, "B": 30, "A/1": 20}
    assert analyse(people(50), invited=fits).cells
    with pytest.raises(BadInput, match="all: 100 were invited, but 101 counted by unit"):
        analyse(people(50), invited=fits | {"B": 31})
    with pytest.raises(BadInput, match="A: 70 were invited, but 71 counted by unit"):
        analyse(people(50), invited=fits | {"A/1": 71})
    option = next(cell.key for cell in analyse(people(50)).cells if cell.kind == "attribute")
    name = option.partition("=")[0]
    with pytest.raises(BadInput, match=f"all: 100 were invited, but 120 counted by {name}"):
        analyse(people(50), invited=fits | {option: 120})


def test_outcomes_and_attributes_that_do_not_exist_are_refused():
    with pytest.raises(BadInput) as caught:
        analyse(people(5), outcome="q99", crossed=("shoe",))
    assert [fault.field for fault in caught.value.faults] == ["shoe", "q99"]


def test_icc_and_mean_agreement_are_told_from_ten_groups():
    deep = ((), *((f"u{i}",) for i in range(10)))
    responses = people(200)
    ten = replace(responses, unit_paths=deep, unit_labels=("",) * 11, unit_of=responses.unit_of % 10 + 1)
    nine = replace(ten, unit_of=np.maximum(ten.unit_of % 9, 0) + 1)
    ten = replace(ten, unit_of=(np.arange(200) % 10 + 1).astype(np.int32))
    assert analyse(ten).quality["f"].icc1 is not None
    assert analyse(ten).quality["f"].rwg_mean is not None
    assert analyse(nine).quality["f"].icc1 is None
    assert analyse(nine).quality["f"].alpha is not None


def test_groups_are_the_lowest_unit_of_every_branch():
    paths = ((), ("big",), *(("big", f"u{i}") for i in range(9)), ("flat",))
    responses = people(220, missing=0.0)
    unit_of = (np.arange(220) % 11 + 1).astype(np.int32)  # a few directly at "big"
    responses = replace(responses, unit_paths=paths, unit_labels=("",) * 12, unit_of=unit_of)
    quality = analyse(responses).quality["g"]
    scores = responses.answers[:, 3:5].mean(axis=1)
    groups = [scores[unit_of == unit] for unit in range(2, 12)]
    f, size = f_oneway(*groups).statistic, 20
    assert quality.icc1 == pytest.approx((f - 1) / (f + size - 1))
    assert quality.icc2 == pytest.approx((f - 1) / f)


def test_gaps_compare_the_items_worded_for_both_alone():
    responses = people(200, leaders=0.3, missing=0.0)
    gaps = {gap.measure: gap for gap in analyse(responses).gaps}
    assert set(gaps) == {"q1", "q4", "q5", "f", "g", "d"}
    assert gaps["f"].items == ("q1",)
    staff, leaders = (responses.answers[responses.perspective == p, 0] for p in (0, 1))
    assert gaps["f"].staff == pytest.approx(25 * (staff.mean() - 1))
    assert gaps["f"].difference == pytest.approx(25 * (leaders.mean() - staff.mean()))
    assert gaps["f"].low < gaps["f"].difference < gaps["f"].high
    assert (gaps["f"].n_staff, gaps["f"].n_other) == (len(staff), len(leaders))


def test_drivers_leave_the_outcome_out_of_its_own_facet():
    responses = people(400, missing=0.0)
    drivers = analyse(responses, outcome="q6").drivers
    assert drivers is not None
    assert set(drivers.shares) == {"f", "g", "lone"}
    assert drivers.n == 400
    assert sum(share.share for share in drivers.shares.values()) == pytest.approx(drivers.r2)
    assert drivers.r2 < 0.9  # "lone" without q6 does not contain the outcome
    assert analyse(people(99), outcome="overall").drivers is None


def test_drivers_of_an_outcome_that_does_not_vary_do_not_exist():
    responses = people(400, missing=0.0)
    responses.answers[:, 7] = 4
    assert analyse(responses, outcome="overall").drivers is None


def test_answers_that_are_all_the_same_have_no_reliability_and_full_agreement():
    responses = people(50, missing=0.0)
    responses.answers[:] = 3
    cells = analyse(responses, outcome="overall")
    told = dict(zip(STATISTICS, cells.values[0, cells.measures.index("d")], strict=True))
    assert (told["mean"], told["sd"], told["neutral"], told["rwg"]) == (3, 0, 100, 1)
    assert np.isnan([told["alpha"], told["alpha_low"], told["omega"]]).all()
    assert cells.quality["d"].icc1 is None


def test_one_person_has_a_score_and_nothing_that_needs_two():
    cells = analyse(people(1, missing=0.0), invited={"all": 4})
    told = dict(zip(STATISTICS, cells.values[0, 0], strict=True))
    assert told["n"] == 1
    assert not np.isnan([told["score"], told["favourable_low"], told["silence_low"]]).any()
    assert np.isnan([told["sd"], told["score_low"], told["rwg"]]).all()


def test_nobody_at_all_has_no_figures():
    responses = people(5)
    cells = analyse(responses.rows(np.zeros(5, dtype=bool)), crossed=("age",))
    assert (cells.people == 0).all()
    assert (cells.values[..., STATISTICS.index("n")] == 0).all()
    assert np.isnan(cells.values[..., STATISTICS.index("mean")]).all()


def test_fewer_items_give_fewer_measures():
    responses = people(60).only(("q1", "q3", "q6"))
    assert analyse(responses).measures == ("q1", "q3", "q6", "f", "lone", "d")


def test_some_of_the_people():
    responses = people(60, weighted=True)
    some = responses.rows(responses.unit_of == 2)
    assert len(some) == len(some.weights) == (responses.unit_of == 2).sum()
    assert analyse(some).people[0] == len(some)
