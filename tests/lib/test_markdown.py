"""Notes in Markdown, whoever wrote them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.lib.markdown import SCHEMES, TAGS, markdown


def test_what_people_write_in_notes_is_marked_up() -> None:
    note = "# Plan\n\n- **push** by `git push`\n- read [the rules](https://example.org/rules)\n"
    assert markdown(note) == (
        "<h3>Plan</h3>\n<ul>\n<li><strong>push</strong> by <code>git push</code></li>\n"
        '<li>read <a href="https://example.org/rules" rel="nofollow noopener noreferrer">'
        "the rules</a></li>\n</ul>\n"
    )


def test_tables_are_drawn() -> None:
    assert "<td>b</td>" in markdown("| a |\n|---|\n| b |\n")


@pytest.mark.parametrize(
    "note",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a picture](https://example.org/track.png)",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        '<https://example.org/" onmouseover=alert(1)>',
        "<p style='position:fixed'>",
    ],
)
def test_nothing_in_a_note_runs_or_is_fetched(note: str) -> None:
    html = markdown(note)
    assert not re.search(
        r"<(script|img|p style)|href=\"(javascript|data):|<[^>]*onmouse", html, re.IGNORECASE
    )


@given(st.text(alphabet="<>[]()!\"'`*_#|-&;: \n\tjavascript:onerror=hx0", max_size=80))
def test_whatever_is_written_gives_known_tags_and_schemes(note: str) -> None:
    html = markdown(note)
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= TAGS
    targets = re.findall(r'href="([a-z]+):', html)
    assert set(targets) <= SCHEMES
