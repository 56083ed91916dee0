"""Badges as drawings."""

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from july.web.badges import LONGEST, badge

SVG = "{http://www.w3.org/2000/svg}"


def words(drawing: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(drawing).iter(f"{SVG}text")]


def test_it_says_label_and_value_to_everybody() -> None:
    drawing = ET.fromstring(badge("Julython 2026", "12 points"))
    assert drawing.get("aria-label") == drawing.findtext(f"{SVG}title")
    assert drawing.get("aria-label") == "Julython 2026: 12 points"


def test_a_longer_text_makes_a_wider_badge() -> None:
    short, long = (ET.fromstring(badge("July", text)) for text in ("1 point", "1,234,567 points"))
    assert int(long.get("width", "")) > int(short.get("width", ""))


def test_a_text_keeps_inside_its_half_whatever_font_draws_it() -> None:
    drawing = ET.fromstring(badge("北京市", "WWW iii"))
    label, value = drawing.iter(f"{SVG}text")
    end = int(label.get("x", "")) + int(label.get("textLength", ""))
    assert end < int(value.get("x", ""))
    assert int(value.get("x", "")) + int(value.get("textLength", "")) < int(
        drawing.get("width", "")
    )


def test_a_very_long_text_is_cut() -> None:
    assert words(badge("x" * 1000, "y")) == ["x" * (LONGEST - 1) + "…", "y"]


@settings(max_examples=60)
@given(st.text(), st.text())
def test_whatever_is_written_gives_a_drawing_that_runs_nothing(label: str, value: str) -> None:
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(badge(label, value)).iter()}
    assert tags <= {"svg", "title", "clipPath", "rect", "g", "path", "circle", "text"}
