"""`culture3d report`: from files of answers to a finished document, and a clear word about what is wrong."""

import csv
import re

import click
import numpy as np
import page
import pytest
from click.testing import CliRunner
from PIL import Image

from culture3d.cli import culture3d
from culture3d.commands.contents import contents_options
from reports.chapters import CHAPTERS
from surveys.catalogue import load
from surveys.faults import BadInput

PULSE = load("culture3d-pulse-1")


def answers(path, seed, lift=0.0, people=90):
    """A file of answers of a few units and two perspectives."""
    random = np.random.default_rng(seed)
    items = [item.id for item in PULSE.all_items]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "role", *items])
        for person in range(people):
            level = random.normal(3.2 + lift, 0.7)
            given = np.clip(np.rint(random.normal(level, 0.8, len(items))), 1, 5).astype(int)
            writer.writerow([f"U{person % 4}", "boss" if person % 6 == 0 else "staff", *given])
    return path


def run(tmp_path, *more, output="report.html", **environment):
    """Calls the command; raises BadInput as the command line's main would tell it."""
    now = answers(tmp_path / "now.csv", 2, lift=0.5)
    arguments = ["report", "--instrument", "culture3d-pulse-1", "--responses", str(now)]
    arguments += ["--organisation", "Hansen & Daughters", "-o", str(tmp_path / output), *more]
    result = CliRunner().invoke(culture3d, arguments, env={"SOURCE_DATE_EPOCH": "1793577600"} | environment)
    if isinstance(result.exception, BadInput):
        raise result.exception
    return result


@pytest.mark.browser
def test_two_waves_make_one_file_that_is_the_same_each_time(tmp_path):
    before = answers(tmp_path / "before.csv", 1)
    more = ["--previous", f"2025={before}", "--previous-invited", "2025=120", "--invited", "130"]
    more += ["--units", "unit", "--perspective", "role=boss:leader", "--wave", "2026", "--language", "de"]
    made = []
    for _ in range(2):
        result = run(tmp_path, *more)
        assert result.exit_code == 0, result.output
        made.append((tmp_path / "report.html").read_bytes())
    assert made[0] == made[1]
    text = made[0].decode()
    assert '<html lang="de"' in text
    assert "Hansen &amp; Daughters" in text
    assert "2. November 2026" in text
    assert "gestiegen" in text


@pytest.mark.browser
def test_a_pdf_passes_every_rule(tmp_path):
    result = run(tmp_path, "--units", "unit", output="report.pdf")
    assert result.exit_code == 0, result.output
    assert page.is_pdf_compliant(tmp_path / "report.pdf", profile="ua1")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--previous", "2025"], "not of the form NAME=CSV"),
        (["--previous", "a=x.csv", "--previous", "a=y.csv"], "same name"),
        (["--previous-invited", "2025=100"], "no --previous wave"),
        (["--accent", "red"], "not a colour"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path, more, words):
    result = run(tmp_path, *more)
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "report.html").exists()


def test_only_known_kinds_of_report_are_written(tmp_path):
    result = run(tmp_path, output="report.docx")
    assert result.exit_code == 2
    assert "must end in .pdf or .html" in result.output


@pytest.mark.parametrize(
    ("more", "environment", "words"),
    [
        (["--language", "xx-yy-zz"], {}, "is no language"),
        (["--language", "../../etc"], {}, "is no language"),
        (["--previous", "2025=nowhere.csv"], {}, "nowhere.csv"),
        ([], {"SOURCE_DATE_EPOCH": "yesterday"}, "is no number of seconds"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path, more, environment, words):
    with pytest.raises(BadInput, match=words):
        run(tmp_path, *more, **environment)
    assert not (tmp_path / "report.html").exists()


@pytest.fixture
def folder(tmp_path):
    """Words for two chapters in English, and for one in German."""
    made = tmp_path / "words"
    made.mkdir()
    (made / "picture.en.md").write_text("A *strong* year.")
    (made / "profile.en.md").write_bytes(b"\xef\xbb\xbfFrom Windows.")
    (made / "picture.de.md").write_text("Ein *starkes* Jahr.")
    (made / "notes.txt").write_text("not for the report")
    return made


@pytest.mark.browser
def test_chapters_words_and_a_logo_are_chosen(tmp_path, folder):
    Image.new("RGB", (300, 90), "#0b7568").save(tmp_path / "logo.png")
    more = ["--units", "unit", "--chapters", "picture, profile,segments", "--page", "U1", "--page", "U3"]
    more += ["--paragraphs", str(folder), "--logo", str(tmp_path / "logo.png"), "--firm", "Lindqvist"]
    result = run(tmp_path, *more)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "report.html").read_text()
    assert re.findall('<h2 id="([a-z]+)"', text) == [
        "contents", "guide", "picture", "participation", "profile", "segments", "method",
    ]  # fmt: skip
    assert re.findall("<h3>(U.)</h3>", text) == ["U1", "U3"]
    assert text.count('<div class="own">') == 2
    assert "<p>A <em>strong</em> year.</p>" in text
    assert "<p>From Windows.</p>" in text
    assert "starkes" not in text
    assert '<img class="logo" src="data:image/png;base64,' in text
    assert 'alt="Lindqvist">' in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--chapters", "picture,gossip"], "“gossip” is no chapter: one of cover, guide, picture, solid,"),
        (["--without", ""], "“” is no chapter"),
        (["--without", "method"], "“method” always stays"),
        (["--without", "items", "--chapters", "picture"], "take one of them"),
    ],
)
def test_a_wrong_choice_of_chapters_lists_those_there_are(tmp_path, more, words):
    result = run(tmp_path, *more)
    assert result.exit_code == 2
    assert words in re.sub(r"\s+", " ", result.output)


def test_all_chapters_but_some():
    found = []

    @click.command()
    @click.option("--language", default="en")
    @contents_options
    def told(contents, language):
        found.append(contents)

    assert CliRunner().invoke(told, ["--without", "items,questionnaire"]).exit_code == 0
    assert [name for name in CHAPTERS if not found[0].has(name)] == ["items", "questionnaire"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("gossip.en.md", b"x", "is not named like picture.en.md; “gossip” is no chapter: one of cover"),
        ("picture.md", b"x", "is not named like picture.en.md"),
        ("items.en.md", b"\xff\xfe", "items.en.md: is not in UTF-8"),
        ("items.en.md", b"x" * 24_001, "items.en.md: is larger than 24,000 bytes"),
    ],
)
def test_a_file_of_words_that_cannot_be_told_is_named(tmp_path, folder, name, content, words):
    (folder / name).write_bytes(content)
    with pytest.raises(BadInput, match=re.escape(words)):
        run(tmp_path, "--paragraphs", str(folder))


def test_words_in_no_language_of_the_report_are_missed(tmp_path, folder):
    with pytest.raises(BadInput, match=r"holds no file such as picture\.fr\.md"):
        run(tmp_path, "--paragraphs", str(folder), "--language", "fr")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"GIF89a", "logo.png: the logo is no PNG or JPEG"), (None, "logo.png: cannot be read: No such file")],
)
def test_a_file_that_is_no_logo_is_named(tmp_path, content, words):
    logo = tmp_path / "logo.png"
    if content is not None:
        logo.write_bytes(content)
    with pytest.raises(BadInput, match=re.escape(words)):
        run(tmp_path, "--logo", str(logo), "--firm", "Lindqvist")


def test_a_logo_without_words_is_refused(tmp_path):
    Image.new("RGB", (300, 90), "#0b7568").save(tmp_path / "logo.png")
    result = run(tmp_path, "--logo", str(tmp_path / "logo.png"))
    assert result.exit_code == 2
    assert "--logo needs --logo-text or --firm" in result.output
