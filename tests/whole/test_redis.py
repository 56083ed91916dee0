"""One site in many processes on a real Redis: two servers, two switchboards, and what is killed."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.redis_server import RedisServer, serve_redis
from tests.whole.many import Follower, Service, channel_app, switchboard
from tests.whole.serving import Event, Hook, Place, Served, Stream, encode, eventually, place

pytestmark = pytest.mark.crash


@dataclass
class Many:
    """The processes of one site."""

    redis: RedisServer
    site: Place
    other: Place
    """A second server on the same data."""
    channel: Service
    switchboards: tuple[Service, Service]
    hook: Hook

    @property
    def holding(self) -> tuple[Service | Place, ...]:
        """All that hold streams."""
        return *self.switchboards, self.site, self.other

    def push(self, commits: int = 1, *, by: Place | None = None) -> list[str]:
        """The hashes of a push that was taken."""
        site = by or self.site
        made = [self.site.commit("octo@example.org") for _ in range(commits)]
        answer = site.push(self.hook, encode("octo/hello", made))
        assert answer.status == 201, answer
        return [commit["id"] for commit in made]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    yield from serve_redis(tmp_path_factory.mktemp("redis"))


@pytest.fixture(scope="module")
def many(redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    folder = tmp_path_factory.mktemp("many")
    with ExitStack() as stack:
        site = stack.enter_context(place(folder / "data", JULY_REDIS_URL=redis.url))
        site.start()
        site.create_game()
        site.made("createuser", "octo", "--email", "octo@example.org", "--location", "Berlin")
        other = stack.enter_context(
            place(folder / "data", JULY_REDIS_URL=redis.url, JULY_BASE_URL=site.url)
        )
        other.start()
        channel = channel_app(site, folder / "channel.log")
        boards = [switchboard(site, channel, folder / f"board{n}.log") for n in range(2)]
        for service in (channel, *boards):
            stack.callback(service.kill)
            service.start()
        hook = site.create_hook("octo")
        yield Many(redis, site, other, channel, (boards[0], boards[1]), hook)


def all_of(pushed: list[str], stream: Stream) -> list[Event]:
    """The events that tell of those commits, as the stream brings them."""
    events: list[Event] = []
    missing = set(pushed)
    while missing:
        event = stream.next()
        assert event.name == "commit", event
        if event.data["hash"] in pushed:
            events.append(event)
            missing.discard(event.data["hash"])
    return events


@contextmanager
def following(many: Many, *places: Service | Place) -> Iterator[Follower]:
    follower = Follower(places or many.switchboards, many.site)
    try:
        yield follower
    finally:
        follower.close()


def test_a_commit_reaches_the_streams_of_every_process_under_one_id(many: Many) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(closing(Stream(each))) for each in many.holding]
        pushed = many.push(3) + many.push(2, by=many.other)
        told = [all_of(pushed, stream) for stream in streams]
    assert told[1:] == [told[0]] * 3
    assert len(told[0]) == len(pushed)


def test_a_board_changes_at_once_in_every_process(many: Many) -> None:
    def points(site: Place) -> int:
        rows = site.get("/api/v1/boards/people")["models"]
        return sum(row["points"] for row in rows)

    for by, reader in ((many.site, many.other), (many.other, many.site)):
        before = points(reader)
        many.push(by=by)
        assert points(reader) > before


def test_who_was_cut_off_goes_on_at_another_switchboard(many: Many) -> None:
    first, second = many.switchboards
    with following(many, first, second) as follower:
        pushed = many.push(2)
        eventually(lambda: set(pushed) <= follower.seen)
        first.kill()
        pushed += many.push(3)
        eventually(lambda: set(pushed) <= follower.seen)
        first.start()
        second.kill()
        pushed += many.push(3)
        eventually(lambda: set(pushed) <= follower.seen)
        second.start()
    assert set(follower.told(pushed)) == set(pushed)
    assert follower.resets == 0


def test_a_switchboard_that_stops_ends_its_streams_in_good_order(many: Many) -> None:
    first, _ = many.switchboards
    streams = [Stream(first) for _ in range(20)]
    assert first.stop() < 10
    for stream in streams:
        stream.rest()
        stream.close()
    first.start()


def opens(site: Served) -> bool:
    """Whether one more stream can be had there."""
    try:
        Stream(site).close()
    except AssertionError:
        return False
    return True


def test_without_the_channel_app_open_streams_go_on(many: Many) -> None:
    first, _ = many.switchboards
    stream = Stream(first)
    many.channel.kill()
    refused = httpx.get(f"{first.url}/events")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    (hash,) = many.push()
    stream.until(hash)
    stream.close()
    many.channel.start()
    eventually(lambda: opens(first))


def quick(site: Place, path: str) -> None:
    began = time.monotonic()
    assert site.request("GET", path).status == 200
    assert time.monotonic() - began < 5


def test_a_redis_that_is_killed_and_comes_back_costs_no_commit_and_no_event(many: Many) -> None:
    with following(many) as follower, following(many, *many.switchboards[::-1]) as other:
        pushed = many.push(2)
        many.redis.kill()
        pushed += many.push(3) + many.push(2, by=many.other)
        for path in ("/", "/people/", "/api/v1/boards/people", "/api/v1/live", "/healthz"):
            quick(many.site, path)
            quick(many.other, path)
        many.redis.start()
        pushed += many.push(2)
        eventually(lambda: set(pushed) <= follower.seen & other.seen)
    for each in (follower, other):
        assert set(each.told(pushed)) == set(pushed)
        assert each.resets == 0
    many.site.settle()
    assert many.site.manage("recount", "--check").returncode == 0


def test_a_redis_that_comes_back_empty_resets_all_streams_and_nothing_is_lost(many: Many) -> None:
    with ExitStack() as stack:
        followers = [stack.enter_context(following(many, each)) for each in many.holding]
        pushed = many.push(2)
        eventually(lambda: all(set(pushed) <= each.seen for each in followers))
        many.redis.kill()
        pushed += many.push(3)
        many.redis.lose()
        many.redis.start()
        pushed += many.push(2)
        eventually(lambda: all(set(pushed) <= each.seen and each.resets for each in followers))
    many.site.settle()
    assert many.site.manage("recount", "--check").returncode == 0


def test_a_switchboard_that_starts_without_redis_catches_up(many: Many, tmp_path: Path) -> None:
    many.redis.kill()
    late = switchboard(many.site, many.channel, tmp_path / "late.log")
    try:
        late.start()
        with following(many, late) as follower:
            many.redis.start()
            pushed = many.push(2)
            eventually(lambda: set(pushed) <= follower.seen)
    finally:
        late.kill()
