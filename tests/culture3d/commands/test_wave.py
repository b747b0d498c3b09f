"""culture3d wave and purge: people are invited, letters made, waves opened, closed and unlocked."""

import os
import pty
import re
import select
import stat
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select as select_

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.participant import Participant
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave
from culture3d.services import letters, waves
from tests.command_line import Run, run
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited, planned
from tests.culture3d.test_closing import answer
from tests.culture3d.test_jobs import close_with_answers
from tests.culture3d.web.signing_in import consulting

NAMES = ("Lena Lead", "Willem Works-Council", "Nadia Notary")
WORDS = ("a ladder in the harbour", "seven pale umbrellas", "nobody counts gulls")
PASSPHRASES = dict(zip(NAMES, WORDS, strict=True))
TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell would have set."""
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CULTURE3D_HOSTS", "survey.example.com")
    monkeypatch.setenv("CULTURE3D_ADDRESS", "https://survey.example.com")
    jobs.prepare(settings)


@pytest.fixture
def autumn(app: Flask, cast: Cast) -> int:
    """A scheduled wave that nobody is invited to yet, beside the one that is open; from today on."""
    with app.app_context():
        wave = planned(database_session(), cast)
        wave.opens_on, wave.closes_on = TODAY, TODAY + timedelta(days=20)
        database_session().commit()
        return wave.id


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at hidden prompts, one after the other."""
    lines: list[str] = []
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: lines.pop(0))
    return lines


def people(tmp_path: Path, text: str) -> Path:
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    return tmp_path / "people.csv"


def enrolled(app: Flask, wave_id: int) -> list[str]:
    with app.app_context():
        names = select_(Participant.name).where(Participant.wave_id == wave_id).order_by(Participant.name)
        return list(database_session().scalars(names))


def state(app: Flask, wave_id: int) -> State:
    with app.app_context():
        return database_session().get_one(Wave, wave_id).state


def refused(done: Run) -> list[str]:
    assert (done.status, done.out) == (2, "")
    return done.faults


# --- people


def test_people_are_invited_all_together(app: Flask, autumn: int, tmp_path: Path) -> None:
    file = people(tmp_path, "name,email,unit,shoe\nAnna,anna@example.org,office,38\nBen,,dock/crane,44\n")
    done = run("wave", "invite", "harbour", file, "--wave", 2)
    assert (done.status, done.faults) == (0, [f"{file}: columns that nothing names: shoe"])
    assert done.out == "Harbour & Sons, Autumn: 2 people invited, 1 with a link and 1 with a code.\n"
    assert enrolled(app, autumn) == ["Anna", "Ben"]
    with app.app_context():
        assert database_session().get_one(Wave, autumn).frozen_on is not None


def test_the_file_that_the_page_shows_is_read(app: Flask, autumn: int, tmp_path: Path, root: Path) -> None:
    page = (root / "docs/command-line.md").read_text(encoding="utf-8")
    shown = re.search(r"Save this as `people.csv`:\n\n```csv\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    done = run("wave", "invite", "harbour", people(tmp_path, shown[1]), "--wave", 2)
    assert (done.status, done.err) == (0, "")
    assert len(enrolled(app, autumn)) == 3


def test_one_fault_and_nobody_is_invited(app: Flask, autumn: int, tmp_path: Path) -> None:
    file = people(tmp_path, "name,unit\nAnna,office\nBen,offise\n")
    assert refused(run("wave", "invite", "harbour", file, "--wave", 2)) == [
        f"{file}:3: unit: “offise” is no unit; perhaps “office”"
    ]
    assert enrolled(app, autumn) == []
    with app.app_context():
        assert database_session().get_one(Wave, autumn).frozen_on is None


def test_which_wave_is_meant_must_be_clear(autumn: int, tmp_path: Path) -> None:
    file = people(tmp_path, "name\nAnna\n")
    assert refused(run("wave", "invite", "harbour", file)) == [
        "--wave: several waves of Harbour & Sons are scheduled or open: 1 (Spring), 2 (Autumn)"
    ]
    assert refused(run("wave", "invite", "harbour", file, "--wave", 3)) == [
        "wave 3 of Harbour & Sons is not scheduled or open"
    ]
    assert refused(run("wave", "invite", "harbor", file)) == [
        "there is no organisation “harbor”; there are: harbour"
    ]
    assert refused(run("wave", "invite", "harbour", tmp_path / "none.csv", "--wave", 2)) == [
        f"{tmp_path / 'none.csv'}: cannot be read: No such file or directory"
    ]


# --- letters


def test_letters_come_for_those_with_a_code_and_with_all_for_everybody(
    app: Flask, invited: Invited, tmp_path: Path
) -> None:
    file = tmp_path / "letters.pdf"
    file.write_text("an older file that everybody may read")
    file.chmod(0o644)
    done = run("wave", "letters", "harbour", "--wave", 2, "-o", file)
    assert (done.status, done.err, done.out) == (0, "", f"{file}: 2 letters\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(PdfReader(file).pages) == 4
    everybody = run("wave", "letters", "harbour", "--wave", 2, "--all", "-o", file)
    assert everybody.out == f"{file}: 5 letters\n"
    said = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "survey.example.com/i/" in said
    assert not any(secret in done.out + everybody.out for secret in invited.secrets.values())


def test_many_letters_go_into_several_files(
    invited: Invited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_IN_PART", 2)
    done = run("wave", "letters", "harbour", "--wave", 2, "--all", "-o", tmp_path / "post.pdf")
    assert done.out.splitlines() == [
        f"{tmp_path}/post-1.pdf: 1 letters",
        f"{tmp_path}/post-2.pdf: 2 letters",
        f"{tmp_path}/post-3.pdf: 2 letters",
    ]


@pytest.mark.parametrize("command", [["letters", "-o", "letters.pdf"], ["kiosk"]])
def test_an_address_that_leads_nowhere_from_elsewhere_is_told(
    invited: Invited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CULTURE3D_ADDRESS")
    monkeypatch.delenv("CULTURE3D_HOSTS")
    done = run("wave", command[0], "harbour", "--wave", 2, *command[1:])
    assert (done.status, done.faults) == (
        0,
        ["http://127.0.0.1:8000 is reached from this machine alone; CULTURE3D_ADDRESS sets another"],
    )


def test_there_are_no_letters_without_invitations(autumn: int, tmp_path: Path) -> None:
    file = tmp_path / "letters.pdf"
    assert refused(run("wave", "letters", "harbour", "--wave", 2, "-o", file)) == [
        "nobody was invited to Autumn yet"
    ]
    assert refused(run("wave", "letters", "harbour", "--wave", 1, "-o", file)) == [
        "nobody was invited by letter; --all makes letters for everybody"
    ]
    assert not file.exists()


def test_letters_need_the_waves_key_file(settings: Settings, invited: Invited, tmp_path: Path) -> None:
    for key in settings.keys.iterdir():
        key.unlink()
    (fault,) = refused(run("wave", "letters", "harbour", "--wave", 2, "-o", tmp_path / "letters.pdf"))
    assert "is not in the directory of keys" in fault


# --- where a wave stands


def test_a_wave_is_opened_and_tells_its_link(app: Flask, autumn: int) -> None:
    with app.app_context():
        database_session().get_one(Wave, autumn).has_open_link = True
        database_session().commit()
    done = run("wave", "open", "harbour")
    assert done.status == 0
    assert done.out.splitlines() == [
        f"Harbour & Sons, Autumn is open until the end of {TODAY + timedelta(days=20)}.",
        "Everybody who has this link may answer: https://survey.example.com/s/invited/",
    ]
    assert state(app, autumn) is State.OPEN
    assert refused(run("wave", "open", "harbour")) == ["Harbour & Sons has no scheduled wave"]


def test_a_wave_whose_last_day_is_over_is_not_opened(app: Flask, autumn: int) -> None:
    with app.app_context():
        wave = database_session().get_one(Wave, autumn)
        wave.opens_on, wave.closes_on = date(2020, 1, 1), date(2020, 1, 31)
        database_session().commit()
    assert refused(run("wave", "open", "harbour")) == ["the last day of Autumn was 2020-01-31"]
    assert state(app, autumn) is State.SCHEDULED


@pytest.mark.parametrize(("answers", "told"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_status_tells_no_number_below_the_smallest_group(
    app: Flask, cast: Cast, answers: int, told: str
) -> None:
    answer(app, cast, people=answers)
    assert run("wave", "status", "harbour").out.splitlines() == [
        "Harbour & Sons has these waves:",
        "  1  Spring: open, 2026-03-01 to 2026-03-31",
        f"     {told} of 60 have answered",
    ]


def test_status_tells_how_many_were_invited(invited: Invited) -> None:
    assert run("wave", "status", "harbour").out.splitlines()[-2:] == [
        "  2  Autumn: open, 2026-09-01 to 2026-09-21",
        "     fewer than 5 of 5 have answered",
    ]


def test_status_leaves_it_to_the_results_to_tell_who_answered(app: Flask, cast: Cast) -> None:
    with app.app_context():
        wave = database_session().get_one(Wave, cast.wave)
        wave.state, wave.tallied = State.RELEASED, 41
        database_session().commit()
    assert run("wave", "status", "harbour").out.splitlines()[1:] == [
        "  1  Spring: released, 2026-03-01 to 2026-03-31"
    ]


def test_a_database_that_was_never_set_up_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    for words in (["wave", "status", "harbour"], ["purge"]):
        (fault,) = refused(run(*words))
        assert fault.startswith("the database cannot be used: no such table: ")
        assert "culture3d db upgrade" in fault


def test_the_kiosk_has_an_address_once_people_have_codes(app: Flask, autumn: int, tmp_path: Path) -> None:
    assert refused(run("wave", "kiosk", "harbour", "--wave", 2)) == [
        "nobody was invited to Autumn yet, so nobody has a code"
    ]
    run("wave", "invite", "harbour", people(tmp_path, "name\nAnna\n"), "--wave", 2)
    done = run("wave", "kiosk", "harbour", "--wave", 2)
    assert done.out == "https://survey.example.com/kiosk/invited\n"


# --- trustees


def appoint(typed: list[str]) -> None:
    """Three trustees, each with a passphrase."""
    assert run("wave", "trustee", "harbour", *NAMES).status == 0
    for name in NAMES:
        typed += [PASSPHRASES[name], PASSPHRASES[name]]
        assert run("wave", "passphrase", "harbour", name).status == 0


def close_with_trustees(app: Flask, autumn: int, typed: list[str], tmp_path: Path) -> Run:
    appoint(typed)
    assert run("wave", "invite", "harbour", people(tmp_path, "name\nAnna\n"), "--wave", 2).status == 0
    assert run("wave", "open", "harbour").status == 0
    return run("wave", "close", "harbour", "--wave", 2)


def queued(settings: Settings, wave_id: int) -> bool:
    with jobs._client(settings) as client:
        return bool(client.list_workflows(workflow_ids=[f"close_wave-{wave_id}"]))


def test_trustees_are_named_and_choose_before_anybody_is_invited(
    autumn: int, typed: list[str], tmp_path: Path
) -> None:
    named = run("wave", "trustee", "harbour", *NAMES)
    assert named.out.startswith("Harbour & Sons, Autumn has the trustees Lena Lead, Willem Works-Council, ")
    file = people(tmp_path, "name\nAnna\n")
    assert refused(run("wave", "invite", "harbour", file, "--wave", 2)) == [
        "every trustee has to choose a passphrase before anybody is invited"
    ]
    typed += ["too short", "too short"]
    (short,) = run("wave", "passphrase", "harbour", "lena lead").faults[-1:]
    assert short == "a passphrase needs 14 characters or more"
    typed += [PASSPHRASES["Lena Lead"]] * 2
    chosen = run("wave", "passphrase", "harbour", "lena lead")
    assert chosen.out == (
        "Lena Lead has chosen a passphrase. Still to choose: Willem Works-Council, Nadia Notary.\n"
    )
    for name in NAMES[1:]:
        typed += [PASSPHRASES[name]] * 2
        run("wave", "passphrase", "harbour", name)
    assert run("wave", "invite", "harbour", file, "--wave", 2).status == 0
    assert refused(run("wave", "trustee", "harbour", *NAMES)) == [
        "trustees are named before anybody is invited"
    ]


def test_trustees_are_three_different_people_and_known(autumn: int) -> None:
    assert run("wave", "trustee", "harbour", "A", "B").status == 2
    assert refused(run("wave", "trustee", "harbour", "A", "B", " A ")) == [
        "a wave has 3 trustees, each with a name"
    ]
    assert refused(run("wave", "passphrase", "harbour", "Lena")) == [
        "“Lena” is no trustee of Autumn; there are: none"
    ]


def test_a_wave_with_trustees_waits_for_two_of_them(
    app: Flask, settings: Settings, autumn: int, typed: list[str], tmp_path: Path
) -> None:
    closed = close_with_trustees(app, autumn, typed, tmp_path)
    lena, willem, nadia = NAMES
    assert f"It waits for 2 of {lena}, {willem}, {nadia}; each calls “culture3d wave unlock" in closed.out
    assert not queued(settings, autumn)
    assert steps.waves_waiting(app) == []
    typed.append("not the passphrase that was chosen")
    assert run("wave", "unlock", "harbour", nadia).faults[-1] == "this is not the passphrase that was chosen"
    typed.append(PASSPHRASES[nadia])
    assert run("wave", "unlock", "harbour", nadia).out.startswith(
        "Nadia Notary has done their part; one more"
    )
    assert f"It waits for 1 of {lena}, {willem}" in run("wave", "status", "harbour").out
    assert not queued(settings, autumn)
    typed.append(PASSPHRASES[lena])
    assert "Autumn is unlocked" in run("wave", "unlock", "harbour", lena).out
    assert queued(settings, autumn)
    for step in jobs.JOBS["close_wave"].steps:
        with app.app_context():
            step(str(autumn))
    assert state(app, autumn) is State.RELEASED
    assert refused(run("wave", "unlock", "harbour", willem)) == ["Harbour & Sons has no closed wave"]


def test_the_page_says_who_is_waited_for(
    app: Flask, settings: Settings, autumn: int, typed: list[str], tmp_path: Path
) -> None:
    close_with_trustees(app, autumn, typed, tmp_path)
    client = consulting(app)
    page = client.get("/organisations/harbour").text
    assert f"until 2 of these people have given their passphrases: {', '.join(NAMES)}." in page
    assert "data-poll" not in page
    assert client.get("/organisations/harbour/waves/2/status").json["ended"] is False
    typed.append(PASSPHRASES[NAMES[0]])
    run("wave", "unlock", "harbour", NAMES[0])
    page = client.get("/organisations/harbour", headers={"Accept-Language": "de"}).text
    assert (
        f"bis noch eine dieser Personen ihren Schlüsselsatz eingegeben hat: {NAMES[1]}, {NAMES[2]}." in page
    )


def test_a_page_that_closes_a_wave_with_trustees_starts_nothing(
    app: Flask, settings: Settings, cast: Cast, autumn: int, typed: list[str], tmp_path: Path
) -> None:
    appoint(typed)
    with app.app_context():
        session = database_session()
        waves.open_wave(session, session.get_one(Wave, autumn), settings.keys, TODAY)
        waves.close(session, session.get_one(Wave, cast.wave), TODAY)
        session.commit()
    client = consulting(app)
    page = "/organisations/harbour/waves/2/close"
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token is not None
    assert client.post(page, data={"csrf_token": token[1]}).status_code == 303
    assert state(app, autumn) is State.CLOSED
    assert not queued(settings, autumn)


def test_a_passphrase_is_typed_unseen_and_kept_nowhere(
    app: Flask, settings: Settings, autumn: int, typed: list[str]
) -> None:
    run("wave", "trustee", "harbour", *NAMES)
    passphrase = PASSPHRASES["Lena Lead"]
    shown = _on_a_terminal("wave", "passphrase", "harbour", "Lena Lead", lines=[passphrase, passphrase])
    assert "Lena Lead has chosen a passphrase." in shown
    assert passphrase not in shown
    with app.app_context():
        kept = database_session().scalars(select_(Trustee).where(Trustee.name == "Lena Lead")).one()
        assert kept.public_key is not None
    files = [file for file in settings.data.rglob("*") if file.is_file()]
    assert files
    assert not any(passphrase.encode() in file.read_bytes() for file in files)


def _on_a_terminal(*words: str, lines: list[str]) -> str:
    """What a person sees who gives a command and types these lines, each when asked."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "culture3d", *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=dict(os.environ),
        start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(slave), os.O_RDWR)),
    )
    os.close(slave)
    shown, waiting, end = "", list(lines), time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                shown += os.read(master, 4096).decode()
            except OSError:  # the other side has closed
                break
        if waiting and shown.endswith(": "):
            os.write(master, f"{waiting.pop(0)}\n".encode())
            shown += "\n"
    os.close(master)
    assert process.wait(20) == 0, shown
    return shown


# --- purge


def test_purge_deletes_what_is_past_its_days_and_says_so(app: Flask, invited: Invited) -> None:
    assert run("purge").out.startswith("Deleted: 0 people")
    with app.app_context():
        wave = database_session().get_one(Wave, invited.wave)
        wave.state, wave.tallied, wave.closed_on = State.CLOSED, 0, TODAY - timedelta(days=31)
        database_session().commit()
    assert run("purge").out == (
        "Deleted: 5 people and their invitations, 0 responses, 0 comments. Results and receipts stay.\n"
    )
    assert enrolled(app, invited.wave) == []


@pytest.mark.parametrize(("people", "told"), [(0, "0"), (3, "fewer than 5"), (5, "5")])
def test_purge_does_not_say_how_few_answered(app: Flask, cast: Cast, people: int, told: str) -> None:
    close_with_answers(app, cast, people)
    with app.app_context():
        for step in jobs.JOBS["close_wave"].steps:
            step(str(cast.wave))
        database_session().get_one(Wave, cast.wave).closed_on = TODAY - timedelta(days=731)
        database_session().commit()
    assert f" {told} responses, 0 comments." in run("purge").out
