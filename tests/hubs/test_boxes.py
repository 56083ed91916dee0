"""Boxes: a widget drawn, for whoever looks, and what happens when it fails."""

import logging
from typing import Any

import pytest

from july.errors import NotFound
from july.hubs.boxes import Box, show, show_one
from july.hubs.contract import WIDE, Data, Link, Widget
from july.hubs.kept import TooSlow
from july.hubs.layouts import Layout
from july.hubs.placement import Placement
from july.hubs.settings import Setting, Whole
from july.hubs.subjects import Subject
from july.people.models import Person
from july.people.queries import find_person
from tests.hubs.conftest import Declare


def placed(widget: Widget, **settings: Any) -> Placement:
    return Placement(widget.name, widget.name, WIDE, settings)


def nobody() -> Person | None:
    return None


def drawn(subject: Subject, widget: Widget, **settings: Any) -> Box:
    return show_one(subject, placed(widget, **settings), nobody)


def test_a_box_has_its_data_and_their_html(of_octo: Subject, declare: Declare) -> None:
    box = drawn(of_octo, declare("<p>{{ data.text }} {{ subject.title }}</p>"))
    assert box.data == {"text": "hello"}
    assert "<p>hello Octo Cat</p>" in box.html


def test_what_is_in_the_data_is_text(of_octo: Subject, declare: Declare) -> None:
    box = drawn(of_octo, declare(data=lambda _: {"text": "<script>alert(1)</script>"}))
    assert "<script>" not in box.html
    assert "&lt;script&gt;" in box.html


def test_a_box_has_a_heading_and_a_way_on(of_octo: Subject, declare: Declare) -> None:
    widget = declare(
        heading=lambda _subject, data: f"Says {data['text']}",
        link=lambda _subject, _data: Link("/elsewhere/", "More"),
    )
    box = drawn(of_octo, widget)
    assert box.title == "Says hello"
    assert '<a href="/elsewhere/">More</a>' in box.html


def test_settings_are_given_to_data_with_their_defaults(of_octo: Subject, declare: Declare) -> None:
    limit = Setting(name="limit", label="Rows", default=10, check=Whole(1, 50))
    widget = declare(
        data=lambda _subject, limit: {"text": f"{limit} rows"},
        channels=lambda _subject, limit: (),
        settings=(limit,),
    )
    assert drawn(of_octo, widget).data == {"text": "10 rows"}
    assert drawn(of_octo, widget, limit=3).data == {"text": "3 rows"}


def test_a_widget_that_raises_shows_so_in_its_own_box_and_is_logged_by_name(
    of_octo: Subject, declare: Declare, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_subject: Subject) -> Data:
        raise RuntimeError("the secret cause")

    bad, good = declare(data=fail), declare()
    layout = Layout((placed(bad), placed(good)))
    with caplog.at_level(logging.ERROR, "july.hubs"):
        boxes = {box.widget: box for box in show(of_octo, layout, nobody)}
    assert boxes[bad.name].failed
    assert "This part of the page is broken" in boxes[bad.name].html
    assert "the secret cause" not in boxes[bad.name].html
    assert "hello" in boxes[good.name].html
    assert f"The widget {bad.name} failed on /people/octo/" in caplog.text


def test_a_template_that_fails_costs_nobody_else_anything(
    of_octo: Subject, declare: Declare
) -> None:
    bad, good = declare("{{ data.missing.more }}"), declare()
    layout = Layout((placed(bad), placed(good)))
    failed = {box.widget: box.failed for box in show(of_octo, layout, nobody)}
    assert (failed[bad.name], failed[good.name]) == (True, False)


def test_a_slow_widget_says_that_it_comes_later(of_octo: Subject, declare: Declare) -> None:
    def late(_subject: Subject) -> Data:
        raise TooSlow("The widget takes long; look again in a moment.")

    box = drawn(of_octo, declare(data=late))
    assert "taking longer than it should" in box.html
    assert 'href="/people/octo/w/' in box.html


def test_a_box_without_anything_to_show_is_left_out(of_octo: Subject, declare: Declare) -> None:
    empty = declare(data=lambda _: {"rows": []}, hides_without="rows")
    assert empty.name not in {box.widget for box in show(of_octo, Layout((placed(empty),)), nobody)}


def test_data_are_worked_out_once_and_personal_parts_for_each_viewer(
    of_octo: Subject, declare: Declare, ada: str
) -> None:
    calls: list[str] = []

    def data(_subject: Subject) -> Data:
        calls.append("data")
        return {"text": "hello"}

    widget = declare(
        "{{ data.text }} {{ own.name }}",
        data=data,
        personal=lambda _subject, viewer, _data: {"name": viewer.name if viewer else "stranger"},
    )
    place = placed(widget)
    assert "hello stranger" in show_one(of_octo, place, nobody).html
    assert "hello ada" in show_one(of_octo, place, lambda: find_person(ada)).html
    assert calls == ["data"]


def test_what_not_everybody_may_see_is_not_there_for_others(
    of_octo: Subject, declare: Declare, octo: str
) -> None:
    widget = declare(
        visible=lambda subject, viewer: viewer is not None and viewer.name == subject.id
    )
    assert "hello" in show_one(of_octo, placed(widget), lambda: find_person(octo)).html
    with pytest.raises(NotFound):
        show_one(of_octo, placed(widget), nobody)
    shown = show(of_octo, Layout((placed(widget),)), nobody)
    assert widget.name not in {box.widget for box in shown}
