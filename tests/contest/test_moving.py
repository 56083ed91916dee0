"""Many people move at once while pushes arrive: in the end every total is right."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

from july import stores
from july.contest.settling import settling_of
from july.people.actions import Profile, save_person
from july.testing.site import Site

PEOPLE = [f"mover-{number}" for number in range(48)]
PLACES = ("Accra", "Berlin", "Lisbon", "Osaka")
THREADS = 4


def settle_in(site: Site) -> None:
    """Everybody has a place, a team and a commit."""
    for number, name in enumerate(PEOPLE):
        place = Profile(location=PLACES[number % 4], team=f"Team {number % 3}")
        save_person(name, place, [f"{name}@example.org"])
        site.push(site.commit(f"{name}@example.org"), repository=f"bench/{number % 5}")
    site.drain()


def move(first: int) -> None:
    """A share of the people moves twice."""
    with stores.context():
        for number in range(first, len(PEOPLE), THREADS):
            for step in (1, 2):
                where = PLACES[(number + step) % 4]
                save_person(PEOPLE[number], Profile(location=where, team=f"Team {step}"))


def push(site: Site) -> None:
    """Everybody has one more commit."""
    with stores.context():
        for name in PEOPLE:
            site.push(site.commit(f"{name}@example.org"), repository="bench/busy")


def count(site: Site, ended: Event) -> None:
    """Carry out deferred work, which never runs out meanwhile."""
    while not ended.is_set():
        with suppress(TimeoutError):
            site.worker.drain(1, within=60)


def test_totals_are_right_after_many_have_moved_while_pushes_arrived(site: Site) -> None:
    settle_in(site)
    ended = Event()
    with ThreadPoolExecutor(THREADS + 2) as pool:
        counting = pool.submit(count, site, ended)
        working = [pool.submit(push, site), *(pool.submit(move, each) for each in range(THREADS))]
        for each in working:
            each.result()
        ended.set()
        counting.result()
    site.drain()
    assert site.differences() == []
    totals = {row["slug"]: row["commits"] for row in site.board("locations")}
    assert totals == dict.fromkeys(("accra", "berlin", "lisbon", "osaka"), 24)
    assert [(row["slug"], row["commits"]) for row in site.board("teams")] == [("team-2", 96)]
    assert all(settling_of(name).settled for name in PEOPLE)
