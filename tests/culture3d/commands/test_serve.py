"""Shows that serving says at once why it cannot, and gives up on what never starts."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from culture3d.commands import serve
from culture3d.config import read_settings
from tests.command_line import run


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which something listens."""
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_told_before_anything_starts(
    taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULTURE3D_DATA", str(tmp_path))
    done = run("serve", "--port", taken)
    assert done.status == 2
    assert f"port {taken} is taken" in done.err


def test_the_demonstration_asks_for_its_port_first(
    taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULTURE3D_DATA", str(tmp_path))
    monkeypatch.setattr("culture3d.commands.demo.DEFAULT_PORT", taken)
    done = run("demo", "--serve")
    assert done.status == 2
    assert f"port {taken} is taken" in done.err
    assert not (tmp_path / "culture3d.sqlite").exists()


def test_a_web_server_that_never_starts_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve.time, "sleep", lambda _: None)
    monkeypatch.setattr(serve, "_until_told", lambda: lambda: False)  # the tests' own signals stay theirs
    monkeypatch.setattr(serve, "web_command", lambda _: [sys.executable, "-c", "raise SystemExit(3)"])
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        port = probe.getsockname()[1]
    with pytest.raises(click.ClickException, match="the web server ends as soon as it starts"):
        serve.serve_here(read_settings({"CULTURE3D_DATA": str(tmp_path)}), port)


@pytest.mark.parametrize(
    ("environ", "port", "address"),
    [
        ({}, 8321, "http://127.0.0.1:8321"),
        ({}, 8000, None),
        ({"CULTURE3D_HOSTS": "localhost,127.0.0.1"}, 8321, "http://localhost:8321"),
        ({"CULTURE3D_ADDRESS": "http://127.0.0.1:9"}, 8321, "http://127.0.0.1:9"),
        ({"CULTURE3D_HTTPS": "yes"}, 8321, None),
    ],
)
def test_links_lead_to_the_port_that_is_served(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], port: int, address: str | None
) -> None:
    for name in ("CULTURE3D_ADDRESS", "CULTURE3D_HTTPS", "CULTURE3D_HOSTS"):
        monkeypatch.setenv(name, environ.get(name, ""))
    serve._lead_to(port)
    assert (serve.os.environ["CULTURE3D_ADDRESS"] or None) == address
