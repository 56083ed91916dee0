"""An example is installed into a running site, and taken away again; its data stay."""

import shutil
from pathlib import Path

import pytest

from tests.plugins.installing import ROOT, Installation

pytestmark = pytest.mark.processes
ADDRESS = "http://127.0.0.1:9/has-the-world-ended"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


@pytest.fixture
def ragnarok(tmp_path: Path) -> str:
    """The sources of the example: building leaves files beside them."""
    return str(shutil.copytree(ROOT / "examples" / "ragnarok", tmp_path / "ragnarok"))


def test_an_installed_plugin_is_there_after_a_restart_and_its_data_stay_when_it_goes(
    installation: Installation, ragnarok: str
) -> None:
    with installation.served():
        assert installation.get("/ragnarok/").status == 404

    installation.pip("install", ragnarok)
    with installation.served():
        installation.run("python", "manage.py", "watch", ADDRESS, "NO")
        assert ADDRESS in installation.get("/ragnarok/").body.decode()
        assert installation.get("/static/ragnarok/live.js").status == 200

    installation.pip("uninstall", "--yes", "ragnarok")
    with installation.served():
        assert installation.get("/ragnarok/").status == 404
        assert installation.get("/").status == 200

    installation.pip("install", ragnarok)
    with installation.served():
        assert ADDRESS in installation.get("/ragnarok/").body.decode()
