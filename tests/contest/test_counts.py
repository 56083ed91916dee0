"""Hours and languages of a standing, kept by recording, claims, moves and recounts."""

from google.cloud import ndb

from july.contest.audit import repair
from july.contest.models import Contribution, Standing
from july.contest.queries import find_standing
from july.people.actions import Profile, save_person
from july.projects.queries import find_project
from july.testing.site import JULYTHON, Site

GAME = JULYTHON.slug
TUESDAY_AT_NINE = "2026-07-14T09:30:00+09:00"
MONDAY_LATE = "2026-07-13T23:59:00-08:00"


def standing(kind: str, subject: str) -> Standing:
    found = find_standing(GAME, kind, subject)
    assert found is not None
    return found


def test_hours_are_those_of_the_author(site: Site, octo: str) -> None:
    site.push(site.commit(timestamp=TUESDAY_AT_NINE), site.commit(timestamp=MONDAY_LATE))
    assert standing("people", "octo").hours == {"33": 1, "23": 1}


def test_a_day_that_is_clamped_leaves_the_hour_as_it_is(site: Site, octo: str) -> None:
    site.push(site.commit(timestamp="2026-06-30T22:15:00Z"))
    kept = standing("people", "octo")
    assert (kept.days, kept.hours) == ({"2026-07-01": 1}, {"46": 1})


def test_everything_but_languages_has_hours(site: Site, octo: str) -> None:
    site.push(
        site.commit(timestamp=TUESDAY_AT_NINE),
        site.commit("nobody@example.org", timestamp=MONDAY_LATE),
    )
    site.drain()
    project = find_project("push-octo-hello")
    assert project is not None
    everybody = {"23": 1, "33": 1}
    assert standing("projects", project.id).hours == everybody
    assert standing("games", GAME).hours == everybody
    assert standing("teams", "pythons").hours == {"33": 1}
    assert standing("locations", "berlin").hours == {"33": 1}
    assert standing("languages", "python").hours == {}


def test_a_commit_counts_for_each_of_its_languages(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(files=["a.py", "b.rs"]), site.commit(files=["c.py"]))
    site.push(site.commit("mallory@example.org", files=["d.go", "notes.txt"]))
    site.drain()
    assert standing("people", "octo").languages == {"python": 2, "rust": 1}
    assert standing("teams", "pythons").languages == {"python": 2, "rust": 1}
    assert standing("locations", "berlin").languages == {"python": 2, "rust": 1, "go": 1}
    assert site.differences() == []


def test_orphans_bring_hours_and_languages_along(site: Site, octo: str) -> None:
    site.push(
        site.commit("octo@new.example.org", timestamp=MONDAY_LATE, files=["a.rs"]),
        site.commit("octo@new.example.org", timestamp=TUESDAY_AT_NINE),
    )
    save_person("octo", Profile(), ["octo@new.example.org"])
    site.drain()
    kept = standing("people", "octo")
    assert (kept.hours, kept.languages) == ({"23": 1, "33": 1}, {"rust": 1, "python": 1})
    assert site.differences() == []


def test_a_move_takes_hours_and_languages_along(site: Site, octo: str) -> None:
    site.push(site.commit(timestamp=TUESDAY_AT_NINE))
    site.drain()
    save_person("octo", Profile(location="Lagos"))
    site.drain()
    moved = standing("locations", "lagos")
    assert (moved.hours, moved.languages) == ({"33": 1}, {"python": 1})
    assert standing("locations", "berlin").hours == {}
    assert site.differences() == []


def test_what_was_stored_without_counts_is_added_to_and_mended(site: Site, octo: str) -> None:
    site.push(site.commit(timestamp=MONDAY_LATE))
    site.drain()
    for entity in (*Contribution.query(), *Standing.query()):
        entity.hours = None
        if isinstance(entity, Standing):
            entity.languages = None
        entity.put()
    site.push(site.commit(timestamp=TUESDAY_AT_NINE))
    site.drain()
    assert standing("people", "octo").hours == {"33": 1}
    assert {each.field for each in site.differences()} == {"hours", "languages"}
    repair(JULYTHON)
    assert site.differences() == []
    assert standing("people", "octo").hours == {"23": 1, "33": 1}
    assert ndb.Key(Standing, f"{GAME}/teams|pythons").get().languages == {"python": 2}
