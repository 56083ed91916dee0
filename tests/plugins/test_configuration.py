"""A plugin's settings: defaults, a file for development, the operator's file, the environment."""

from pathlib import Path

import pytest

from july.plugins import configuration
from july.plugins.loading import Plugins
from july.plugins.plugin import Plugin
from tests.plugins.packages import write_plugin

CODE = """
from july.plugins.configuration import PluginSettings

class Settings(PluginSettings):
    plugin = "ragnarok"
    proxy: str = ""
    every: int = 60

settings = Settings()
"""


@pytest.fixture
def operators(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the operator's files."""
    place = tmp_path_factory.mktemp("etc")
    monkeypatch.setattr(configuration, "OPERATORS", place)
    return place


def load(folder: Path) -> Plugin:
    plugins = Plugins(shipped={})
    plugins.discover(folder)
    (plugin,) = plugins
    return plugin


def settings_of(folder: Path) -> tuple[str, int]:
    plugin = load(folder)
    assert plugin.faults == []
    settings = getattr(plugin.hooks, "settings")  # noqa: B009 - of a module mypy does not know
    return settings.proxy, settings.every


def test_defaults_stand_in_the_code(folder: Path, operators: Path) -> None:
    write_plugin(folder, "ragnarok", CODE)
    assert settings_of(folder) == ("", 60)


def test_a_file_beside_the_project_counts_in_development(folder: Path, operators: Path) -> None:
    write_plugin(folder, "ragnarok", CODE)
    (folder / "ragnarok" / "development.toml").write_text('proxy = "http://localhost"')
    assert settings_of(folder) == ("http://localhost", 60)


def test_the_operators_file_counts_more_and_the_environment_most(
    folder: Path, operators: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plugin(folder, "ragnarok", CODE)
    (folder / "ragnarok" / "development.toml").write_text('proxy = "http://mine"\nevery = 1')
    (operators / "ragnarok.toml").write_text('proxy = "http://theirs"\nevery = 2')
    monkeypatch.setenv("JULY_PLUGIN_RAGNAROK_EVERY", "3")
    assert settings_of(folder) == ("http://theirs", 3)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("every = 'often'", "its setting 'every' is refused: Input should be a valid integer"),
        ("evrey = 3", "its setting 'evrey' is refused: Extra inputs are not permitted"),
        ("every =", "ragnarok.toml can't be read as TOML"),
    ],
)
def test_a_wrong_key_refuses_the_plugin_and_is_named_with_its_file(
    folder: Path, operators: Path, text: str, fault: str
) -> None:
    write_plugin(folder, "ragnarok", CODE)
    (operators / "ragnarok.toml").write_text(text)
    (told,) = load(folder).faults
    assert fault in told
    assert str(operators / "ragnarok.toml") in told
