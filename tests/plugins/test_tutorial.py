"""The tutorial for plugins, typed as it is written, from an empty folder to its end."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugins.following import Block, Terminals, as_told, blocks_of
from tests.plugins.installing import ROOT, Installation
from tests.ports import free_port

pytestmark = pytest.mark.processes
PAGE = (ROOT / "docs" / "plugins" / "tutorial.md").read_text("utf-8")
EXAMPLE = ROOT / "examples" / "ragnarok"
OWN = {Path("README.md"), Path("docs/index.md")}
"""What the example says of itself, which the tutorial leaves as `startplugin` wrote it."""
PORTS = ("8000", "8001")
"""Those on the page; the test takes others."""
FIRST, SECOND = "## An empty plugin", "## A Django project in a plugin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """July's folder as somebody has it who has no plugin yet."""
    folder = tmp_path / "july"
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    for name in ("july", "static_root"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture
def follow(tmp_path: Path, folder: Path) -> Callable[[str, str], None]:
    """Does what is written below a heading, up to the next part."""
    installation = Installation(tmp_path, folder)
    ports = dict(zip(PORTS, (str(installation.port), str(free_port())), strict=True))

    def here(text: str) -> str:
        text = re.sub("|".join(ports), lambda found: ports[found[0]], text)
        return re.sub("manage.py serve$", f"manage.py serve --port {installation.port}", text)

    def follow(part: str, plugin: str) -> None:
        with Terminals(folder, installation.variables) as terminals:
            for block in blocks_of(part):
                if block.file:
                    write(folder / "plugins" / plugin / block.file, block)
                for command, told in block.commands:
                    printed = terminals.give(here(command))
                    assert as_told(printed, here(told)), (command, printed, told)

    return follow


def write(path: Path, block: Block) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, "utf-8")


def files_of(project: Path) -> dict[Path, str]:
    """All files of a project, but for what Python left there."""
    paths = (path for path in project.rglob("*") if path.is_file())
    return {
        path.relative_to(project): path.read_text("utf-8")
        for path in paths
        if not {"__pycache__", ".pytest_cache"} & set(path.parts)
    }


def test_the_tutorial_ends_in_the_example(folder: Path, follow: Callable[[str, str], None]) -> None:
    first, _, _ = PAGE.partition(SECOND)
    follow(first, "ragnarok")
    made, example = files_of(folder / "plugins" / "ragnarok"), files_of(EXAMPLE)
    assert sorted(made) == sorted(example)
    assert {path: text for path, text in made.items() if path not in OWN} == {
        path: text for path, text in example.items() if path not in OWN
    }


def test_a_django_project_in_a_plugin_answers_as_the_tutorial_says(
    follow: Callable[[str, str], None],
) -> None:
    _, _, second = PAGE.partition(SECOND)
    follow(second, "unchained")
