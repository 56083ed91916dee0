"""Whether there are friends, and how they are reached."""

import json
from pathlib import Path
from typing import Any

import pytest

from july.plugins import configured
from july.plugins.loading import Plugins
from july.plugins.plugin import Plugin
from tests.plugins.packages import importing_anew

BERLIN = {"title": "Julython Berlin", "address": "https://july.berlin.example.org"}


def load(folder: Path) -> list[Plugin]:
    """The plugins of a process that begins now."""
    with importing_anew():
        plugins = Plugins(shipped={})
        plugins.discover(folder)
        return list(plugins)


def name_sites(monkeypatch: pytest.MonkeyPatch, **sites: Any) -> None:
    monkeypatch.setenv("JULY_PLUGIN_FEDERATION_SITES", json.dumps(sites))


def test_without_friends_there_is_no_federation(tmp_path: Path) -> None:
    assert load(tmp_path) == []


def test_with_a_friend_in_the_environment_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_sites(monkeypatch, berlin=BERLIN)
    (plugin,) = load(tmp_path)
    assert (plugin.name, plugin.faults) == ("federation", [])


def test_with_the_operators_file_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configured, "OPERATORS", tmp_path)
    (tmp_path / "federation.toml").write_text("")
    (plugin,) = load(tmp_path)
    assert plugin.name == "federation"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ""}, "sites.berlin.title"),
        ({"address": "berlin"}, "sites.berlin.address"),
        ({"adress": "https://berlin.example.org"}, "sites.berlin.adress"),
        ({"jsonrpc_only": True}, "jsonrpc_only: boards are subscribed to"),
    ],
)
def test_a_wrong_key_refuses_it_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], fault: str
) -> None:
    name_sites(monkeypatch, berlin=BERLIN | changes)
    (plugin,) = load(tmp_path)
    (told,) = plugin.faults
    assert fault in told
