"""Each WSGI app, started as docs/deploy.md starts it: by gunicorn, which imports it by its name."""

import subprocess
from pathlib import Path

import pytest

from tests.processes import GUNICORN, run

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[2]
LONGEST = 60.0

wsgi_apps = pytest.mark.parametrize("app", ["july.main:app", "july.api:app", "july.channel:app"])


def start(app: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start gunicorn, which has to end by itself."""
    program: list[str | Path] = [GUNICORN, "--bind", "127.0.0.1:0", "--no-control-socket", app]
    return run(program, {"JULY_DATA": str(folder / "data"), **variables})


def own_lines(ended: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said by others than gunicorn, whose lines begin with the time in brackets."""
    return [line for line in ended.stderr.splitlines() if not line.startswith("[")]


@wsgi_apps
def test_a_wrong_setting_stops_gunicorn_with_one_line(app: str, tmp_path: Path) -> None:
    ended = start(app, tmp_path, JULY_OPEN_HOOKS="perhaps")
    allowed = "it must be one of 1, on, true, 0, off, false"
    assert own_lines(ended) == [f"july: JULY_OPEN_HOOKS='perhaps' can't be used: {allowed}"]
    assert ended.returncode == 3
    assert not (tmp_path / "data").exists()


@wsgi_apps
def test_a_folder_that_can_not_be_made_stops_gunicorn(app: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    ended = start(app, tmp_path)
    (line,) = own_lines(ended)
    assert line.startswith(
        f"july: JULY_DATA='{tmp_path / 'data'}' can't be used: it must be a folder"
    )
    assert ended.returncode == 3
