"""Which font has which character: nothing is ever drawn as a box."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from july.web.cards import fonts
from july.web.cards.lettering import Style, drawable, fitted, length, runs

NAMES = ["Octo Cat", "São Tomé", "北京 李明", "مريم", "हिन्दी", "Ωμέγα", "👩‍💻 Ada", "\u0301\u0301"]


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any fonts of its own."""
    monkeypatch.setattr(fonts, "installed", tuple)
    fonts.font_of.cache_clear()
    yield
    fonts.font_of.cache_clear()


def boxes(text: str) -> list[str]:
    """Characters that are about to be drawn in a font that does not have them."""
    return [
        character
        for path, part in runs(text)
        for character in part
        if not character.isspace() and not fonts.has(path, character)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_drawn_has_a_font_that_has_it(name: str) -> None:
    assert boxes(drawable(name)) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=8))
def test_whatever_a_name_is_no_box_is_drawn(name: str) -> None:
    assert boxes(drawable(name)) == []


@pytest.mark.usefixtures("nothing_installed")
def test_english_is_drawn_on_a_machine_without_fonts() -> None:
    assert drawable("Octo Cat, 12!") == "Octo Cat, 12!"


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(
    ("name", "drawn"),
    [("São Tomé", "Sao Tome"), ("北京", ""), ("北京 Li", "Li"), ("👩‍💻 Ada", "Ada"), ("- - -", "")],
)
def test_what_no_font_has_goes_and_accents_before_letters(name: str, drawn: str) -> None:
    assert drawable(name) == drawn


def test_one_font_draws_all_of_a_name_if_any_has_all_of_it() -> None:
    assert runs("Octo") == [(fonts.OWN, "Octo")]


def test_a_machine_that_cannot_join_letters_leaves_out_scripts_that_are_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("PIL.features.check", lambda _feature: False)
    fonts.font_of.cache_clear()
    assert drawable("مريم Maryam हिन्दी") == "Maryam"
    fonts.font_of.cache_clear()


def test_a_file_that_is_no_font_has_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(b"no font")
    assert not fonts.has(path, "a")


def test_fonts_are_found_below_the_folders_and_plain_ones_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    names = ["A-Bold.ttf", "deep/NotoSans-Regular.ttf", "deep/Other.otf", "ColorEmoji.ttf", "a.txt"]
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    found = fonts.installed.__wrapped__()
    assert [path.name for path in found] == ["NotoSans-Regular.ttf", "Other.otf", "A-Bold.ttf"]


def test_a_text_that_is_too_wide_is_cut_to_fit() -> None:
    style = Style(48, "#000000")
    cut = fitted("an extraordinarily long name of a project", style, 300)
    assert cut.startswith("an extra")
    assert cut.endswith("…")
    assert length(cut, style) <= 300
