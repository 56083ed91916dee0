"""Arranging hubs, and who stars and follows them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from july import bus, stores
from july.bus import Event
from july.errors import BadField, Conflict, Forbidden, NotFound
from july.hubs import actions
from july.hubs.actions import (
    MOST_STEPS,
    Outdated,
    change_layout,
    reset,
    set_follow,
    set_star,
    undo,
)
from july.hubs.contract import NARROW, WIDE
from july.hubs.layouts import MOST, Layout, default_layout, layout_from
from july.hubs.news import news_of
from july.hubs.placement import Placement
from july.hubs.queries import editing_of, layout_of, marks_of_person, state_of
from july.hubs.registry import registry
from july.hubs.subjects import Subject, find_subject
from july.live.services import Caller, prepare, services
from july.people.models import Person
from july.people.queries import find_person
from july.testing.site import Site

pytestmark = pytest.mark.usefixtures("few_widgets")


def person(name: str) -> Person:
    found = find_person(name)
    assert found
    return found


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """People's pages begin with few widgets, whatever ships with July."""
    narrow = ("calendar", "projects", "subscriptions")
    placements = (*(Placement(id, id, NARROW) for id in narrow), Placement("feed", "feed", WIDE))
    monkeypatch.setitem(registry._defaults, "people", placements)


@pytest.fixture
def me(octo: str) -> Person:
    return person(octo)


def up(layout: Layout) -> Layout:
    return layout.nudge("projects", -1)


def ids(subject: Subject) -> list[str]:
    return [each.id for each in layout_of(subject).placements]


def test_a_change_is_what_the_page_shows_from_then_on(of_octo: Subject, me: Person) -> None:
    assert ids(of_octo)[0] == "calendar"
    assert change_layout(of_octo, me, 0, up) == 1
    assert ids(of_octo)[:2] == ["projects", "calendar"]
    assert editing_of(of_octo).changed_by == "octo"


def test_undo_goes_back_step_by_step(of_octo: Subject, me: Person) -> None:
    change_layout(of_octo, me, 0, up)
    change_layout(of_octo, me, 1, lambda layout: layout.remove("feed"))
    assert undo(of_octo, me, 2) == 3
    assert ids(of_octo)[:2] == ["projects", "calendar"]
    assert "feed" in ids(of_octo)
    assert undo(of_octo, me, 3) == 4
    assert layout_of(of_octo) == default_layout("people")
    assert editing_of(of_octo).is_default
    with pytest.raises(Conflict, match="nothing left to undo"):
        undo(of_octo, me, 4)


def test_only_so_many_steps_are_kept(of_octo: Subject, me: Person) -> None:
    for version in range(MOST_STEPS + 3):
        change_layout(of_octo, me, version, lambda layout: layout.across("projects"))
    assert editing_of(of_octo).steps == MOST_STEPS


def test_steps_never_outgrow_their_row(
    of_octo: Subject, me: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "LARGEST_PAST", 1_000)
    for version in range(10):
        change_layout(of_octo, me, version, lambda layout: layout.across("projects"))
    assert 0 < editing_of(of_octo).steps < 9


def test_reset_gives_the_default_and_undo_takes_it_back(of_octo: Subject, me: Person) -> None:
    change_layout(of_octo, me, 0, up)
    assert reset(of_octo, me, 1) == 2
    assert layout_of(of_octo) == default_layout("people")
    assert reset(of_octo, me, 2) == 2
    undo(of_octo, me, 2)
    assert ids(of_octo)[0] == "projects"


def test_what_changes_nothing_makes_no_version(of_octo: Subject, me: Person) -> None:
    assert change_layout(of_octo, me, 0, lambda layout: layout.nudge("calendar", -1)) == 0


def test_who_changes_an_older_version_is_told_and_nothing_is_lost(
    of_octo: Subject, me: Person
) -> None:
    change_layout(of_octo, me, 0, up)
    with pytest.raises(Outdated, match="changed by octo") as told:
        change_layout(of_octo, me, 0, lambda layout: layout.remove("feed"))
    assert told.value.field == "version"
    assert ids(of_octo)[0] == "projects"
    assert "feed" in ids(of_octo)


def test_of_two_changes_at_once_one_is_refused(of_octo: Subject, me: Person) -> None:
    def move(_number: int) -> bool:
        with stores.context():
            try:
                change_layout(of_octo, me, 0, lambda layout: layout.across("projects"))
            except Conflict:
                return False
        return True

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(move, range(4)))
    assert done.count(True) == 1
    assert editing_of(of_octo).version == 1


def test_only_owners_change(of_octo: Subject, me: Person, mallory: str, ada: str) -> None:
    for change in (undo, reset):
        with pytest.raises(Forbidden):
            change(of_octo, person(mallory), 0)
    with pytest.raises(Forbidden):
        change_layout(of_octo, person(mallory), 0, up)
    change_layout(of_octo, person(ada), 0, up)
    team = find_subject("teams", "pythons")
    change_layout(team, me, 0, lambda layout: layout.across("calendar"))
    with pytest.raises(Forbidden):
        change_layout(find_subject("site"), me, 0, lambda layout: layout.remove("join"))


def test_a_layout_that_can_not_be_is_refused_and_nothing_changes(
    of_octo: Subject, me: Person
) -> None:
    feed = registry.find("feed")
    with pytest.raises(BadField) as refused:
        change_layout(of_octo, me, 0, lambda layout: layout.add(feed, {"limit": 5000}))
    assert refused.value.field == "widgets[4].settings.limit"
    with pytest.raises(NotFound):
        change_layout(of_octo, me, 0, lambda layout: layout.remove("horoscope"))
    assert editing_of(of_octo).version == 0


WIDGET: dict[str, Any] = {"id": "feed", "widget": "feed", "column": WIDE}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("feed", "widgets"),
        (["feed"], "widgets[0]"),
        ([WIDGET | {"settings": [1]}], "widgets[0].settings"),
        ([WIDGET | {"id": 1}], "widgets[0].id"),
        ([WIDGET | {"column": None}], "widgets[0].column"),
        ([WIDGET, {"id": "x"}], "widgets[1].widget"),
        ([WIDGET | {"colour": "red"}], "widgets[0].colour"),
    ],
)
def test_what_has_not_the_shape_of_a_layout_is_refused(given: object, field: str) -> None:
    with pytest.raises(BadField) as refused:
        layout_from(given)
    assert refused.value.field == field


@pytest.mark.parametrize("id", ["", "Feed", "../feed", 'x" onload="', "a" * 61, "head"])
def test_an_id_that_could_be_no_address_is_refused(of_octo: Subject, me: Person, id: str) -> None:
    layout = Layout((Placement(id, "feed", WIDE),))
    with pytest.raises(BadField) as refused:
        change_layout(of_octo, me, 0, lambda _old: layout)
    assert refused.value.field == "widgets[0].id"


def test_more_widgets_than_there_is_room_for_are_refused(of_octo: Subject, me: Person) -> None:
    many = [WIDGET | {"id": f"feed-{number}"} for number in range(5 * MOST)]
    with pytest.raises(BadField, match="at most 30"):
        change_layout(of_octo, me, 0, lambda _old: layout_from(many))


def test_a_change_is_told_and_the_layout_read_once(
    of_octo: Subject, me: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[Event] = []
    stop = bus.listen(events.append)
    change_layout(of_octo, me, 0, up)
    stop()
    assert [channel for event in events for channel in event.channels] == ["hub:people|octo"]
    assert services.hubs.layout("people", "octo")["version"] == 1
    monkeypatch.setattr("july.hubs.queries._read_state", lambda _subject: pytest.fail("read anew"))
    assert ids(of_octo)[0] == "projects"


def test_stars_are_counted_once_a_person(of_octo: Subject, me: Person, mallory: str) -> None:
    for name in ("octo", "octo", mallory):
        set_star(of_octo, person(name), True)
    assert state_of(of_octo).stars == 2
    set_star(of_octo, me, False)
    set_star(of_octo, me, False)
    assert state_of(of_octo).stars == services.hubs.layout("people", "octo")["stars"] == 1
    assert of_octo.key in marks_of_person(mallory).stars


def test_stars_at_once_are_all_counted(of_octo: Subject, ada: str, mallory: str) -> None:
    def star(name: str) -> None:
        with stores.context():
            set_star(of_octo, person(name), True)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(star, ["octo", ada, mallory] * 2))
    assert state_of(of_octo).stars == 3


def test_nobody_follows_without_end(
    of_octo: Subject, me: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_MARKS", 1)
    set_follow(of_octo, me, True)
    with pytest.raises(Conflict, match="as many as one can have"):
        set_follow(find_subject("site"), me, True)


def test_news_are_commits_and_changed_pages_of_what_one_follows(
    site: Site, me: Person, mallory: str
) -> None:
    site.push(site.commit("mallory@example.org", message="Seen twice"), repository="m/one")
    site.push(site.commit(message="My own"))
    site.drain()
    theirs = find_subject("people", mallory)
    assert news_of(me, 10) == []
    set_follow(theirs, me, True)
    set_follow(find_subject("projects", "push-m-one"), me, True)
    assert [each["commit"]["message"] for each in news_of(me, 10)] == ["Seen twice"]
    with site.later(minutes=5):
        change_layout(theirs, person(mallory), 0, lambda layout: layout.move("feed", NARROW, 0))
    assert "changed" in news_of(me, 10)[0]
    assert news_of(me, 10)[0]["changed"]["path"] == "/people/mallory/"
    assert len(news_of(me, 1)) == 1
    site.push(site.commit("mallory@example.org", message="A new one"), repository="m/one")
    site.drain()
    assert "A new one" in str(news_of(me, 10))
    set_follow(theirs, me, False)
    assert [set(each) for each in news_of(me, 10)] == [{"time", "commit"}] * 2


def test_open_pages_hear_of_what_their_reader_follows(me: Person, mallory: str) -> None:
    def heard_by(reader: Person | None) -> set[str]:
        asked = {"kind": "site", "slug": "", "id": "news"}
        return set(prepare("hubs.widget", asked, Caller(lambda: reader)).channels)

    before = heard_by(me)
    theirs = find_subject("people", mallory)
    set_follow(theirs, me, True)
    assert heard_by(me) - before == {theirs.channel, f"hub:{theirs.key}"}
    assert not heard_by(person(mallory)) & {f"hub:{theirs.key}", "attention:octo"}
    assert heard_by(None) < heard_by(me)


def test_what_is_gone_has_no_news(site: Site, me: Person, mallory: str) -> None:
    set_follow(find_subject("people", mallory), me, True)
    gone = person(mallory)
    gone.disabled = True
    gone.put()
    set_follow(find_subject("site"), me, True)
    assert news_of(me, 10) == []
