"""What docs/plugins/ says is so: the reference, and the table of what Sideboard's API became."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from july.plugins.hooks import SPECIFICATIONS
from tests.tools import make_reference

DOCS = Path(__file__).parents[1] / "docs" / "plugins"
PAGES = sorted(DOCS.glob("*.md"))


def test_the_reference_is_written_from_the_code() -> None:
    page = make_reference.PAGE.read_text("utf-8")
    assert page == make_reference.reference(), f"run {make_reference.COMMAND}"


def test_the_reference_has_every_hook() -> None:
    sections = re.findall(r"^### (\w+)$", make_reference.reference(), re.MULTILINE)
    assert sections == list(SPECIFICATIONS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_link_of_a_page_about_plugins_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", path.read_text("utf-8"))
    missing = [each for each in targets if "://" not in each and not (path.parent / each).exists()]
    assert missing == []


def named_in_the_table() -> list[str]:
    """The dotted names of July's in the table of Sideboard's API."""
    page = (DOCS / "sideboard.md").read_text("utf-8")
    return sorted(set(re.findall(r"`(july(?:\.\w+)+)", page)))


@pytest.mark.parametrize("name", named_in_the_table())
def test_a_name_in_the_table_exists(name: str) -> None:
    found, _, rest = find(name)
    for part in filter(None, rest.split(".")):
        found = getattr(found, part)


def find(name: str) -> tuple[object, str, str]:
    """The longest beginning of a dotted name that is a module, and what comes after it."""
    module, dot, rest = name, "", ""
    while True:
        try:
            return import_module(module), dot, rest
        except ModuleNotFoundError:
            module, dot, part = module.rpartition(".")
            rest = f"{part}.{rest}" if rest else part
            if not module:
                raise


def test_every_page_about_plugins_is_reached_from_their_index() -> None:
    linked = re.findall(r"\]\(([\w.-]+\.md)", (DOCS / "index.md").read_text("utf-8"))
    assert set(linked) == {path.name for path in PAGES} - {"index.md"}
