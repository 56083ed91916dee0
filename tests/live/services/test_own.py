"""July's own services: the answers of REST, and the channels that change them."""

from collections.abc import Callable
from datetime import date
from time import monotonic, sleep
from typing import Any

import pytest

from july import bus
from july.bus import Event
from july.contest.actions import create_game
from july.contest.totals import BOARDS
from july.errors import BadField, JulyError, NotFound, Unauthorized
from july.lib import clock
from july.live import hours as live_hours
from july.live import pulse
from july.live.private import create_channel, read_token
from july.live.services import Caller, prepare, services
from july.live.services.own import boards as own_boards
from july.live.services.own.lists import USUAL
from july.people.actions import Profile, save_person
from july.people.queries import find_person
from july.projects.queries import find_project
from july.testing.site import Site
from tests.live.services.asking import channels

assert own_boards  # importing it registers all of them


def rest(site: Site, path: str, **parameters: Any) -> Any:
    return site.api.get(f"/api/v1/{path}", parameters).json


# Boards


@pytest.mark.parametrize("kind", BOARDS)
def test_a_board_has_the_rows_of_rest(played: Site, kind: str) -> None:
    rows = getattr(services.boards, kind)()
    assert rows
    assert rows == rest(played, f"boards/{kind}", limit=10)["models"]
    assert rows == services.boards.page(kind)["models"]
    assert rows == getattr(services.boards, kind)("julython-2026", 10)


def test_a_board_goes_on_at_a_cursor(played: Site) -> None:
    first = services.boards.page("people", limit=1)
    second = services.boards.people(cursor=first["next"], limit=1)
    assert [row["rank"] for row in first["models"] + second] == [1, 2]
    assert services.boards.page("people", limit=1, cursor=first["next"])["next"] is None


def test_without_a_game_boards_are_empty(engines: object, context: None) -> None:
    assert services.boards.people() == []
    assert services.boards.page("teams") == {"models": [], "next": None}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "10"}, "limit"),
        ({"limit": True}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": 3}, "cursor"),
        ({"game": 3}, "game"),
        ({"game": "g" * 501}, "game"),
    ],
)
def test_wrong_arguments_are_named(site: Site, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(BadField) as caught:
        services.boards.people(**arguments)
    assert caught.value.field == field


def test_a_game_there_is_not_is_told(site: Site) -> None:
    with pytest.raises(NotFound):
        services.boards.people("other")


def test_a_board_listens_to_what_changes_it(site: Site) -> None:
    game = "julython-2026"
    assert channels("boards.people", game) == (f"game:{game}", f"board:{game}/people")
    assert channels("boards.projects") == (f"game:{game}", f"board:{game}/projects", "games")
    assert channels("boards.people", "not-yet") == ("games",)
    assert channels("boards.teams", game) == (f"board:{game}/teams",)
    assert channels("boards.page", "languages", game) == (f"board:{game}/languages",)


# One thing


def test_a_person_is_that_of_rest(played: Site) -> None:
    assert services.people.get("octo") == rest(played, "people/octo")
    assert services.people.get(" OCTO ")["name"] == "octo"
    assert channels("people.get", "Octo") == ("person:octo",)


def test_a_project_is_that_of_rest(played: Site) -> None:
    assert services.projects.get("push-octo-hello") == rest(played, "projects/push-octo-hello")
    assert channels("projects.get", "push-octo-hello") == ("project:push-octo-hello",)


@pytest.mark.parametrize(
    ("kind", "slug"),
    [("teams", "pythons"), ("locations", "berlin"), ("languages", "python"),
     ("games", "julython-2026"), ("commits", f"{1:040x}")],
)  # fmt: skip
def test_every_other_thing_is_that_of_rest(played: Site, kind: str, slug: str) -> None:
    assert getattr(services, kind).get(slug) == rest(played, f"{kind}/{slug}")


def test_a_team_a_location_and_a_language_listen_to_themselves(site: Site) -> None:
    assert channels("teams.get", "pythons") == ("team:pythons",)
    assert channels("locations.get", "berlin") == ("location:berlin",)
    assert channels("languages.get", "python") == ("language:python",)
    assert channels("games.get", "julython-2026") == ("game:julython-2026", "games")


def test_a_person_tells_of_themselves_and_of_their_places(played: Site) -> None:
    told = services.people.get("octo")
    assert (told["location_name"], told["team_name"]) == ("Berlin", "Pythons")
    assert (told["about"], told["organizer"]) == (None, False)


def test_nobody_is_told_of_a_disabled_person(played: Site) -> None:
    person = find_person("octo")
    assert person is not None
    person.disabled = True
    person.put()
    with pytest.raises(NotFound):
        services.people.get("octo")


def test_who_worked_on_what_is_told_by_commits(played: Site) -> None:
    assert services.people.projects("octo") == [
        {"slug": "push-octo-hello", "name": "octo/hello", "commits": 2}
    ]
    found = services.projects.people("push-octo-hello")
    assert [(each["slug"], each["commits"]) for each in found] == [("octo", 2), ("mallory", 1)]
    assert services.projects.people("push-octo-other") == []  # by somebody unknown


@pytest.mark.parametrize("kind", ["games", "people", "projects", "teams", "locations", "commits"])
def test_a_list_is_that_of_rest_page_by_page(played: Site, kind: str) -> None:
    page = getattr(services, kind).page
    assert page(limit=100)["models"] == rest(played, kind)["models"]
    first = page(limit=1)
    if first["next"]:
        assert page(limit=100, cursor=first["next"])["models"] == page(limit=100)["models"][1:]


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("people.page", {"team": 3}), ("people.page", {"limit": 0}), ("teams.page", {"cursor": "x"}),
     ("commits.page", {"game": "julython-2026", "person": "octo"})],
)  # fmt: skip
def test_a_list_refuses_what_it_can_not_take(
    played: Site, method: str, arguments: dict[str, object]
) -> None:
    answer = prepare(method, arguments, Caller()).run()
    assert isinstance(answer.error, BadField)


@pytest.mark.parametrize(
    "method",
    ["people.get", "people.projects", "projects.get", "projects.people", "teams.get",
     "locations.get", "languages.get", "games.get", "commits.get"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["missing", "", "é" * 400, "a\0b", 3, None])
def test_nobody_is_not_found(site: Site, method: str, name: object) -> None:
    with pytest.raises(JulyError) as caught:
        _found(method, name)
    assert caught.value.status in {400, 404}


def _found(method: str, name: object) -> object:
    answer = prepare(method, [name], Caller()).run()
    if answer.error:
        raise answer.error
    return answer.data


def test_a_private_project_is_not_told(played: Site) -> None:
    project = find_project("push-octo-hello")
    assert project is not None
    project.private = True
    project.put()
    with pytest.raises(NotFound):
        services.projects.get("push-octo-hello")


# The feed


@pytest.mark.parametrize(
    "channel",
    ["commits", "person:octo", "project:push-octo-hello", "game:julython-2026",
     "location:berlin", "team:pythons", "language:python", "language:cobol"],
)  # fmt: skip
def test_the_feed_is_that_of_rest(played: Site, channel: str) -> None:
    messages = services.feed.latest(channel)
    assert messages == rest(played, "live", channel=channel)["models"]
    assert channels("feed.latest", channel) == (channel,)


def test_the_feed_of_a_place_has_what_its_members_pushed(played: Site) -> None:
    def hashes(channel: str) -> list[int]:
        return [int(each["hash"], 16) for each in services.feed.latest(channel)]

    assert hashes("location:berlin") == [3, 2, 1]
    assert hashes("team:pythons") == [2, 1]
    assert hashes("language:javascript") == [4]
    assert hashes("location:nowhere") == []


@pytest.mark.parametrize("arguments", [["nothing"], ["team:"], ["commits", 0], ["commits", "x"]])
def test_the_feed_refuses_what_has_no_history(site: Site, arguments: list[Any]) -> None:
    with pytest.raises(BadField):
        services.feed.latest(*arguments)


# The calendar


@pytest.mark.parametrize(
    ("kind", "slug", "parameter"),
    [
        ("games", None, {}),
        ("people", "Octo", {"person": "Octo"}),
        ("projects", "push-octo-hello", {"project": "push-octo-hello"}),
        ("teams", "pythons", {"team": "pythons"}),
        ("locations", "berlin", {"location": "berlin"}),
        ("languages", "python", {"language": "python"}),
        ("people", "missing", {"person": "missing"}),
    ],
)
def test_a_calendar_is_that_of_rest(
    played: Site, kind: str, slug: str | None, parameter: dict[str, str]
) -> None:
    calendar = services.stats.calendar(kind, slug)
    assert {"game": "julython-2026"} | calendar == rest(played, "stats/commits", **parameter)
    assert set(calendar) == {"first", "last", "days"}
    assert bool(calendar["days"]) == (slug != "missing")


def test_a_calendar_listens_to_its_thing(site: Site) -> None:
    assert channels("stats.calendar", "people", "Octo", "julython-2026") == ("person:octo",)
    assert channels("stats.calendar", "teams", "a") == ("team:a", "games")
    assert channels("stats.calendar") == ("game:julython-2026", "games")


@pytest.mark.parametrize("arguments", [["days"], ["people"], ["people", 3]])
def test_a_calendar_of_nothing_is_refused(site: Site, arguments: list[Any]) -> None:
    with pytest.raises(BadField):
        services.stats.calendar(*arguments)


# What changes behind the commits


def told(events: list[Event]) -> set[str]:
    return {name for event in events if event.name == "notify" for name in event.channels}


def test_recounts_tell_boards_and_things(site: Site, octo: str, heard: list[Event]) -> None:
    site.drain()
    heard.clear()
    site.push(site.commit())
    site.drain()
    game = "julython-2026"
    assert told(heard) == {
        f"board:{game}/teams", "team:pythons", f"board:{game}/locations", "location:berlin",
        f"board:{game}/languages", "language:python", f"board:{game}/games", f"game:{game}",
        f"ranks:{game}", "projects",
    }  # fmt: skip


def test_a_person_who_moves_is_told(played: Site, heard: list[Event]) -> None:
    save_person("octo", Profile(title="Octopus", location="Paris"))
    played.drain()
    assert {"person:octo", "board:julython-2026/people", "location:paris"} <= told(heard)


def test_commits_that_find_their_person_are_told(played: Site, heard: list[Event]) -> None:
    save_person("octo", Profile(), ["nobody@example.org"])
    played.drain()
    assert {"person:octo", "board:julython-2026/people"} <= told(heard)
    assert services.people.get("octo")["commits"] == 3


# The pulse


def beats(**arguments: Any) -> list[list[int]]:
    found: list[list[int]] = services.pulse.history(**arguments)["beats"]
    return found


def test_the_pulse_knows_what_was_stored_before_it_began(played: Site) -> None:
    second = int(played.now.timestamp())
    assert services.pulse.history() == {
        "channel": "commits",
        "until": second,
        "seconds": 3600,
        "beats": [[second, 4, 23]],
    }
    assert beats(channel="team:pythons") == [[second, 2, 12]]
    assert beats(channel="team:other") == []


def test_the_pulse_beats_with_every_commit_once(site: Site, octo: str) -> None:
    assert beats() == []
    site.push(site.commit())
    site.drain()
    with site.later(seconds=7):
        site.push(site.commit())
        site.drain()
        second = int(site.now.timestamp())
        assert beats() == [[second, 1, 11], [second + 7, 1, 1]]
        assert beats(seconds=7) == [[second + 7, 1, 1]]
        assert beats(channel="person:octo") == beats()


def test_the_pulse_counts_what_is_told_twice_once(played: Site) -> None:
    before = beats()
    (last, *_) = services.feed.latest(limit=1)
    bus.publish(["commits"], "commit", last, id=last["id"])
    assert beats() == before


def test_the_pulse_knows_a_commit_whose_event_is_still_to_come(site: Site, octo: str) -> None:
    assert beats() == []
    site.push(site.commit())  # and no deferred task has announced it
    once = beats()
    assert [commits for _, commits, _ in once] == [1]
    site.drain()
    assert beats() == once


def test_the_pulse_forgets_after_an_hour(played: Site) -> None:
    assert beats()
    with played.later(hours=1, seconds=1):
        assert beats() == []
        assert pulse.listening.pulse()._channels == {}


def test_the_pulse_ignores_what_is_no_commit(site: Site) -> None:
    assert beats() == []
    bus.publish(["commits"], "stream", "1|2")
    assert beats() == []


@pytest.mark.parametrize("arguments", [{"seconds": 0}, {"seconds": 3601}, {"channel": 1}])
def test_the_pulse_refuses_wrong_arguments(site: Site, arguments: dict[str, Any]) -> None:
    with pytest.raises(BadField):
        services.pulse.history(**arguments)


def test_the_pulse_is_bounded(monkeypatch: pytest.MonkeyPatch, noon: object) -> None:
    monkeypatch.setattr(pulse, "MOST", 3)
    second = int(clock.now().timestamp())
    own = pulse.Pulse()
    own.add(pulse.Beat(str(number), second * 1_000_000, ("commits",), 1) for number in range(5))
    assert own.history("commits", 60) == [[second, 3, 3]]


# Its hours


def hours(**arguments: Any) -> list[list[int]]:
    found: list[list[int]] = services.pulse.hours(**arguments)["beats"]
    return found


def began(site: Site, ago: int = 0) -> int:
    """The second in which an hour began, so many hours before the present one."""
    return (int(site.now.timestamp()) // 3600 - ago) * 3600


def test_hours_hold_what_was_stored_before_and_what_came_after(site: Site, octo: str) -> None:
    first = began(site)
    site.push(site.commit(), site.commit())
    with site.later(hours=2, minutes=5):
        site.push(site.commit())
        with site.later(hours=2, minutes=6):
            assert hours() == [[first, 2, 12], [first + 2 * 3600, 1, 1]]
            assert hours(channel="person:octo") == hours()
            assert hours(channel="team:other") == []
            assert hours(hours=2) == [[first + 2 * 3600, 1, 1]]
            site.push(site.commit())
            site.drain()
        with site.later(hours=2, minutes=7):
            assert hours() == [[first, 2, 12], [first + 2 * 3600, 2, 2]]


def test_hours_stay_when_seconds_are_forgotten(site: Site, octo: str) -> None:
    site.push(site.commit())
    first = began(site)
    with site.later(seconds=5):
        assert hours() == [[first, 1, 11]]
    with site.later(hours=5):
        assert beats() == []
        assert hours() == [[first, 1, 11]]
    with site.later(hours=48):
        assert hours() == []


def test_hours_leave_out_the_seconds_that_are_not_over(site: Site, octo: str) -> None:
    site.push(site.commit())
    told = services.pulse.hours()
    assert told["until"] == int(site.now.timestamp()) - 2
    assert told["beats"] == []


def test_hours_are_read_back_a_stretch_at_a_time(
    site: Site, octo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "READ_BACK", 2)
    first = began(site)
    site.push(*(site.commit() for _ in range(5)))
    with site.later(hours=3):
        looks = [services.pulse.hours() for _ in range(4)]
        commits = [sum(beat[1] for beat in look["beats"]) for look in looks]
        assert commits == [2, 4, 5, 5]
        assert looks[0]["since"] >= first
        assert looks[-1]["since"] == began(site, 47) + 3 * 3600


def test_hours_count_what_is_told_again_once(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    with site.later(seconds=5):
        once = hours()
        (last, *_) = services.feed.latest(limit=1)
        bus.publish(["commits"], "commit", last, id=last["id"])
        assert hours() == once
    with site.later(hours=2):
        bus.publish(["commits"], "commit", last, id=last["id"])
        assert hours() == once


def test_hours_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_hours, "MOST", 3)
    own = live_hours.Hours(0)
    for hour in range(5):
        own.add(hour * 3600, ["commits"], 1)
    own.forget(4 * 3600)
    assert own.of("commits", 4 * 3600, 48) == {hour * 3600: [1, 1] for hour in (2, 3, 4)}
    assert own.whole_since == 2 * 3600 * 1_000_000


@pytest.mark.parametrize("arguments", [{"hours": 0}, {"hours": 49}, {"channel": 1}])
def test_hours_refuse_wrong_arguments(site: Site, arguments: dict[str, Any]) -> None:
    with pytest.raises(BadField):
        services.pulse.hours(**arguments)


# Streams, tokens


def test_running_streams_are_heard_on_the_bus() -> None:
    assert services.streams.running() == []
    bus.publish(["ecg-good"], "stream", "1|2")
    bus.publish(["commits"], "commit", {})
    assert services.streams.running() == ["ecg-good"]
    assert channels("streams.running") == ("streams",)


@pytest.mark.parametrize("key", ["", "client:a", 3, None, "k" * 201])
def test_what_is_no_stream_can_not_be_watched(key: object) -> None:
    with pytest.raises(BadField):
        prepare("streams.watch", [key], Caller())


def test_a_token_is_renewed(site: Site) -> None:
    token = create_channel("page-7")
    with site.later(hours=1):
        assert read_token(services.channel.renew(token)).expires > read_token(token).expires
    with pytest.raises(Unauthorized):
        services.channel.renew("x")


def test_a_game_that_is_made_is_told(site: Site, heard: list[Event]) -> None:
    create_game(site.game("next", date(2027, 7, 1), date(2027, 7, 31)))
    assert told(heard) == {"games"}


def test_rest_lists_are_as_long_as_ever(played: Site) -> None:
    assert rest(played, "boards/people")["limit"] == USUAL


def wait_for(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within five seconds."""
    end = monotonic() + 5
    while not condition() and monotonic() < end:
        sleep(0.01)
    return condition()
