"""Texts of other people in one clean line."""

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from july.lib.texts import one_line


def test_a_text_of_several_lines_becomes_one() -> None:
    assert one_line("Fix\tthe\r\n\n  build\u2028now ") == "Fix the build now"


def test_what_turns_the_direction_of_writing_goes() -> None:
    assert one_line("octo\u202egnp.exe") == "octognp.exe"


def test_every_script_stays() -> None:
    assert one_line("北京 Ωμέγα हिन्दी 👩\u200d💻") == "北京 Ωμέγα हिन्दी 👩\u200d💻"


@given(st.text())
def test_whatever_it_was_xml_can_hold_it(text: str) -> None:
    assert ET.fromstring(f"<a>{escape(one_line(text))}</a>").tag == "a"
