"""`culture3d compare`: the federal survey against scipy, linked waves, and instruments that changed."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.command_line import run

ROOT = Path(__file__).resolve().parents[3]
FEDERAL = ROOT / "tests/instruments/fevs2018.yaml"
WAVES = ROOT / "tests/spec/two-waves"
LEADER = "Supervisor/Manager/Senior Leader"


def halves(shared_data: Path, folder: Path) -> tuple[list[dict], list[dict]]:
    """Two made-up waves: the federal survey's odd rows, and its even ones with Q58 and Q59 a point lower."""
    header, *rows = csv.reader((shared_data / "fevs2018_small11agencies.csv").read_text().splitlines())
    people = [dict(zip(header, row, strict=True)) for row in rows]
    before, after = people[::2], [dict(person) for person in people[1::2]]
    for person in after:
        for item in ("Q58", "Q59"):
            person[item] = str(max(1, int(person[item]) - 1))
    for name, wave in (("before.csv", before), ("after.csv", after)):
        with (folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(wave)
    return before, after


@pytest.fixture(scope="module")
def federal(shared_data, tmp_path_factory):
    """The comparison of the two waves by unit and tenure, and their staff."""
    folder = tmp_path_factory.mktemp("waves")
    waves = halves(shared_data, folder)
    called = run(
        *(
            "compare",
            "--instrument",
            FEDERAL,
            "--before",
            folder / "before.csv",
            "--after",
            folder / "after.csv",
        ),
        *("--units", "AGENCY,LEVEL1", "--segment", "DFEDTEN", "--perspective", f"DSUPER={LEADER}:leader"),
        *("--invited-before", "2000", "--invited", "3000"),
    )
    assert called.status == 0, called.err
    staff = [[person for person in wave if person["DSUPER"] != LEADER] for wave in waves]
    return called.json, staff


def segments(table) -> dict[str, dict]:
    return {segment["key"]: segment["measures"] for segment in table["segments"]}


def facet(people: list[dict]) -> np.ndarray:
    return np.array([25 * ((int(p["Q58"]) + int(p["Q59"])) / 2 - 1) for p in people])


@pytest.mark.parametrize(
    ("key", "column", "value"),
    [("DFEDTEN=More than 20 years", "DFEDTEN", "More than 20 years"), ("HU", "AGENCY", "HU")],
)
def test_a_change_of_a_segment_is_welchs_on_its_peoples_scores(federal, key, column, value):
    table, staff = federal
    old, new = (facet([person for person in wave if person[column] == value]) for wave in staff)
    told, expected = segments(table)[key]["across_units"], stats.ttest_ind(new, old, equal_var=False)
    assert told["change"] == pytest.approx(new.mean() - old.mean())
    assert told["p"] == pytest.approx(expected.pvalue)
    low, high = expected.confidence_interval()
    assert (told["change_low"], told["change_high"]) == pytest.approx((low, high))


def test_the_whole_organisation_counts_with_its_invited(federal):
    table, staff = federal
    old, new = map(facet, staff)
    told = segments(table)["all"]["across_units"]
    first = old.var(ddof=1) / len(old) * (1 - len(old) / 2000)
    second = new.var(ddof=1) / len(new) * (1 - len(new) / 3000)
    df = (first + second) ** 2 / (first**2 / (len(old) - 1) + second**2 / (len(new) - 1))
    half = stats.t.ppf(0.975, df) * np.sqrt(first + second)
    assert told["change_high"] - told["change"] == pytest.approx(half)
    assert told["verdict"] == "down"


def test_weighted_waves_are_tested_with_their_effective_numbers(shared_data, tmp_path):
    waves = halves(shared_data, tmp_path)
    call = ("--instrument", FEDERAL, "--weight", "POSTWT", "--perspective", f"DSUPER={LEADER}:leader")
    files = [tmp_path / "before.csv", tmp_path / "after.csv"]
    told = segments(run("compare", *call, "--before", files[0], "--after", files[1]).json)["all"]["Q20"]
    groups = []
    for wave, file in zip(waves, files, strict=True):
        weights = np.array([float(p["POSTWT"]) for p in wave if p["DSUPER"] != LEADER])
        figures = segments(run("score", *call, "--responses", file).json)["all"]["Q20"]
        groups.append((figures["mean"], figures["sd"], weights.sum() ** 2 / (weights**2).sum()))
    expected = stats.ttest_ind_from_stats(*groups[1], *groups[0], equal_var=False)
    assert told["p"] == pytest.approx(expected.pvalue)
    assert told["change"] == pytest.approx(25 * (groups[1][0] - groups[0][0]))


def test_families_count_every_test_that_was_made(federal):
    table, _ = federal
    tests = [
        (segment["key"] == "all" and measure in ("silos", "empowerment", "customer_thinking"))
        for segment in table["segments"]
        for measure, told in segment["measures"].items()
        if told["p"] is not None
    ]
    assert table["families"] == {"dimensions": sum(tests), "facets_and_items": len(tests) - sum(tests)}
    assert sum(tests) == 3


def test_verdicts_follow_from_the_numbers(federal):
    table, _ = federal
    for segment in table["segments"]:
        for told in segment["measures"].values():
            clear = told["p_adjusted"] is not None and told["p_adjusted"] < 0.05 and abs(told["change"]) >= 3
            expected = ("up" if told["change"] > 0 else "down") if clear else "no clear change"
            assert told["verdict"] == expected


def test_linked_waves_have_the_paired_test(tmp_path):
    random = np.random.default_rng(5)
    old = random.integers(1, 6, (40, 2))
    new = np.clip(old + random.integers(-1, 3, (40, 2)), 1, 5)
    for name, answers in (("before.csv", old), ("after.csv", new)):
        rows = [f"p{number},{know},{guess}" for number, (know, guess) in enumerate(answers)]
        (tmp_path / name).write_text("\n".join(["code,know,guess", *rows]))
    call = ("compare", "--instrument", WAVES / "instrument.yaml")
    call += ("--before", tmp_path / "before.csv", "--after", tmp_path / "after.csv")
    told = segments(run(*call, "--link", "code").json)["all"]["know"]
    assert told["p"] == pytest.approx(stats.ttest_rel(new[:, 0], old[:, 0]).pvalue)
    assert told["change"] == pytest.approx(25 * (new - old)[:, 0].mean()) and told["pairs"] == 40
    anonymous = segments(run(*call).json)["all"]["know"]
    assert anonymous["hedges_g"] == pytest.approx(told["hedges_g"])
    assert anonymous["p"] > told["p"] and "pairs" not in anonymous


def reworded(folder: Path, *items: str) -> Path:
    """The example's instrument with other words for some items."""
    text = (WAVES / "instrument.yaml").read_text()
    words = {"know": "I know what my team is for.", "guess": "I have to guess what matters."}
    for item in items:
        text = text.replace(words[item], f"Something else about {item}.")
    (folder / "before.yaml").write_text(text)
    return folder / "before.yaml"


def test_a_facet_is_scored_again_over_the_items_that_match(tmp_path):
    called = run(
        *("compare", "--instrument", WAVES / "instrument.yaml"),
        *("--instrument-before", reworded(tmp_path, "guess")),
        *("--before", WAVES / "before.csv", "--after", WAVES / "after.csv"),
    )
    told = segments(called.json)["all"]
    assert told["clarity"]["matched_items"] == ["know"]
    assert told["clarity"]["change"] == pytest.approx(told["know"]["change"])
    assert told["clarity"]["p"] == pytest.approx(told["know"]["p"])
    assert told["guess"]["verdict"] == "not comparable"
    assert told["guess"]["reason"] == "worded differently in the two waves"
    assert {
        value for name, value in told["guess"].items() if name not in ("verdict", "reason", "matched_items")
    } == {None}


def test_where_nothing_matches_nothing_is_compared(tmp_path):
    called = run(
        *("compare", "--instrument", WAVES / "instrument.yaml"),
        *("--instrument-before", reworded(tmp_path, "know", "guess")),
        *("--before", WAVES / "before.csv", "--after", WAVES / "after.csv"),
    )
    assert called.status == 0
    told = segments(called.json)["all"]
    assert {measure: change["verdict"] for measure, change in told.items()} == dict.fromkeys(
        ("know", "guess", "clarity"), "not comparable"
    )
    assert (
        told["clarity"]["reason"] == "fewer than half of its items were asked in the same words in both waves"
    )
    assert called.json["families"] == {"dimensions": 0, "facets_and_items": 0}


@pytest.mark.parametrize(
    "extra",
    ["overall: {id: extra, text: All in all}\n", "      - {id: extra, text: In reserve, reserve: true}\n"],
    ids=["overall item", "item in reserve"],
)
def test_an_item_outside_the_facets_is_compared_even_alone(extra, tmp_path):
    text = (WAVES / "instrument.yaml").read_text() + extra
    (tmp_path / "after.yaml").write_text(text)
    (tmp_path / "before.yaml").write_text(text.replace("text: I ", "text: We "))
    (tmp_path / "answers.csv").write_text("know,guess,extra\n" + "1,2,3\n2,3,4\n3,4,5\n" * 5)
    called = run(
        *(
            "compare",
            "--instrument",
            tmp_path / "after.yaml",
            "--instrument-before",
            tmp_path / "before.yaml",
        ),
        *("--before", tmp_path / "answers.csv", "--after", tmp_path / "answers.csv"),
    )
    told = segments(called.json)["all"]
    assert (told["extra"]["p"], told["extra"]["matched_items"]) == (1.0, ["extra"])
    assert told["clarity"]["verdict"] == told["know"]["verdict"] == "not comparable"


def test_an_item_that_was_not_asked_in_one_wave_is_not_compared(tmp_path):
    text = (WAVES / "instrument.yaml").read_text()
    (tmp_path / "i.yaml").write_text(text.replace("reverse: true", "reverse: true, optional: true"))
    rows = list(csv.reader((WAVES / "before.csv").read_text().splitlines()))
    (tmp_path / "before.csv").write_text("\n".join(row[0] for row in rows))
    told = segments(
        run(
            *("compare", "--instrument", tmp_path / "i.yaml"),
            *("--before", tmp_path / "before.csv", "--after", WAVES / "after.csv"),
        ).json
    )["all"]
    assert told["guess"]["reason"] == "asked in one of the two waves only"
    assert told["clarity"]["change"] == pytest.approx(told["know"]["change"])


def test_another_scale_makes_everything_incomparable(tmp_path):
    text = (WAVES / "instrument.yaml").read_text()
    text = text.replace("{value: 5}]", "{value: 5}, {value: 6}]").replace("[4, 5]", "[5, 6]")
    (tmp_path / "six.yaml").write_text(text)
    called = run(
        *("compare", "--instrument", WAVES / "instrument.yaml", "--instrument-before", tmp_path / "six.yaml"),
        *("--before", WAVES / "before.csv", "--after", WAVES / "after.csv"),
    )
    assert segments(called.json)["all"]["know"]["reason"] == "answered on another scale in the other wave"


def test_units_that_are_hidden_new_or_gone_are_listed_without_numbers(tmp_path):
    def wave(name: str, **units: int) -> Path:
        rows = [f"{unit},{1 + n % 5},{1 + n % 4}" for unit, size in units.items() for n in range(size)]
        (tmp_path / name).write_text("\n".join(["unit,know,guess", *rows]))
        return tmp_path / name

    before = wave("before.csv", North=30, South=30, Small=12, Other=30, Gone=30)
    after = wave("after.csv", North=30, South=30, Small=3, Other=30, New=30)
    call = ("compare", "--instrument", WAVES / "instrument.yaml", "--before", before, "--after", after)
    table = run(*call, "--units", "unit").json
    reasons = {segment["key"]: segment["reason"] for segment in table["segments"]}
    assert reasons["North"] is None
    assert reasons["Small"] == "too few answers in one of the waves, here or in a neighbouring group"
    assert reasons["New"].startswith("not in the earlier wave")
    assert reasons["Gone"].startswith("not in the later wave")
    for segment in table["segments"]:
        assert bool(segment["measures"]) is (segment["reason"] is None)


def test_csv_says_the_same():
    call = ("compare", "--instrument", WAVES / "instrument.yaml")
    call += ("--before", WAVES / "before.csv", "--after", WAVES / "after.csv")
    table, text = run(*call).json, run(*call, "--format", "csv").out
    rows = {tuple(row[:3]): row[3] for row in csv.reader(io.StringIO(text, newline=""))}
    for measure, told in segments(table)["all"].items():
        for name, value in told.items():
            if isinstance(value, float):
                assert float(rows["all", measure, name]) == value
    assert rows["all", "clarity", "verdict"] == "down"
    assert rows["all", "clarity", "matched_items"] == "know guess"


def test_the_smallest_change_that_matters_can_be_set():
    call = ("compare", "--instrument", WAVES / "instrument.yaml", "--smallest", "25")
    call += ("--before", WAVES / "before.csv", "--after", WAVES / "after.csv")
    table = run(*call).json
    assert table["smallest"] == 25
    verdicts = {measure: told["verdict"] for measure, told in segments(table)["all"].items()}
    assert verdicts == {"know": "no clear change", "guess": "down", "clarity": "no clear change"}
