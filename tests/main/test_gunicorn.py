"""A plugin's website and files behind gunicorn, where nothing of July's stands in front."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.plugins.packages import write_plugin
from tests.ports import free_port
from tests.processes import GUNICORN, Process
from tests.whole.serving import SECONDS, eventually

pytestmark = pytest.mark.processes

FLASKLIKE = """
@hookimpl
def wsgi():
    def answer(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        told = (environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["july.viewer"])
        return [repr(told).encode()]
    return answer
"""
PROJECT = """
from pathlib import Path
from july.plugins import DjangoProject

@hookimpl
def project():
    return DjangoProject("mysite.settings", Path(__file__).parent)
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where july.main:app is served."""
    package = write_plugin(tmp_path / "plugins", "haiku", FLASKLIKE)
    (package / "static").mkdir()
    (package / "static" / "poem.css").write_text("body {}")
    write_plugin(tmp_path / "plugins", "unchained", PROJECT)
    address = f"127.0.0.1:{free_port()}"
    program: list[str | Path] = [GUNICORN, "--bind", address, "--no-control-socket"]
    environment = {"JULY_DATA": str(tmp_path / "data"), "JULY_PLUGINS": str(tmp_path / "plugins")}
    with Process([*program, "july.main:app"], environment) as process:
        eventually(lambda: _answers(address))
        yield f"http://{address}"
        process.terminate()
        process.wait(SECONDS)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/robots.txt", timeout=SECONDS).status_code < 500
    except httpx.TransportError:
        return False


def test_an_application_its_files_and_a_project_that_nobody_has_begun(address: str) -> None:
    with httpx.Client(base_url=address, timeout=SECONDS) as browser:
        assert browser.get("/haiku/a/b").text == "('/haiku', '/a/b', '')"
        assert browser.get("/static/haiku/poem.css").headers["content-type"].startswith("text/css")
        assert browser.get("/static/js/july.js").status_code == 200
        assert browser.get("/static/haiku/../__init__.py").status_code == 404
        away = browser.get("/unchained/")
        assert (away.status_code, away.headers["retry-after"]) == (503, "5")
        assert "Away for a moment" in away.text
