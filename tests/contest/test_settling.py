"""A move: followed by both sides, and seen to settle when they are."""

from july import deferred
from july.contest.settling import settling_of
from july.people.actions import Profile, save_person
from july.testing.site import Site

SIDES = (("locations", "berlin"), ("locations", "lagos"))


def test_a_move_settles_when_both_sides_have_been_counted_again(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(location="Lagos"))
    assert settling_of("octo").places == SIDES
    assert not settling_of("octo").settled
    site.drain()
    assert settling_of("octo").settled
    assert [row["slug"] for row in site.board("locations")] == ["lagos"]


def test_a_move_does_not_settle_before_the_last_of_its_recounts(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(location="Lagos"))
    seen = []
    while not settling_of("octo").settled:
        rows = {row["slug"]: row["points"] for row in site.board("locations")}
        seen.append(rows)
        site.worker.drain(1, within=60)
        assert len(seen) < 20
    assert {row["slug"]: row["points"] for row in site.board("locations")} == {"lagos": 11}
    assert seen[0] == {"berlin": 11}


def test_pushes_that_go_on_do_not_keep_a_move_from_settling(site: Site, octo: str) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(location="Lagos"))
    site.drain()
    site.push(site.commit())  # Lagos waits for a recount again, for another reason
    assert settling_of("octo").settled


def test_who_moves_on_before_it_has_settled_waits_for_the_second_move(
    site: Site, octo: str
) -> None:
    site.push(site.commit())
    site.drain()
    save_person("octo", Profile(location="Lagos"))
    save_person("octo", Profile(location="Quito"))
    assert settling_of("octo").places == (("locations", "lagos"), ("locations", "quito"))
    site.drain()
    assert settling_of("octo").settled
    assert [row["slug"] for row in site.board("locations")] == ["quito"]


def test_who_has_never_moved_waits_for_nothing(site: Site, octo: str) -> None:
    assert settling_of("octo").settled
    assert settling_of("octo").places == ()


def test_a_move_without_commits_settles(site: Site, octo: str) -> None:
    save_person("octo", Profile(location="Lagos", team=""))
    site.drain()
    assert settling_of("octo").settled


def test_a_move_whose_work_a_crash_left_behind_settles_after_the_sweep(
    site: Site, octo: str
) -> None:
    site.push(site.commit())
    save_person("octo", Profile(location="Lagos"))
    with site.later(seconds=6):
        deferred.sweep()
        site.drain()
    assert settling_of("octo").settled


def test_who_hides_their_location_counts_there_and_is_not_found_there(
    site: Site, octo: str
) -> None:
    save_person("octo", Profile(hidden=("location",)))
    site.push(site.commit())
    site.drain()
    assert [row["points"] for row in site.board("locations")] == [11]
    assert site.board("people", location="berlin") == []
    assert site.differences() == []
