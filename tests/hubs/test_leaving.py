"""Stars, follows and pages of somebody who goes."""

from july.hubs.actions import reset, set_follow, set_star
from july.hubs.models import Attention, HubLayout
from july.hubs.queries import marks_of_person, state_of
from july.hubs.subjects import find_subject
from july.people.leaving import Fate, delete_account, merge_account
from july.people.queries import find_person
from july.testing.site import Site


def star(name: str, *slugs: str) -> None:
    person = find_person(name)
    assert person is not None
    for slug in slugs:
        set_star(find_subject("people", slug), person, on=True)


def stars(slug: str) -> int:
    return state_of(find_subject("people", slug)).stars


def test_stars_of_somebody_who_went_count_no_more(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    star("octo", "ada", "mallory")
    star("mallory", "ada")
    delete_account("octo", Fate.NOBODY)
    site.drain()
    assert (stars("ada"), stars("mallory")) == (1, 0)
    assert Attention.query().count() == 1


def test_the_heir_has_the_stars_of_both_and_each_once(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    star("octo", "ada", "mallory")
    star("mallory", "ada")
    person = find_person("octo")
    assert person is not None
    set_follow(find_subject("people", "ada"), person, on=True)
    merge_account("octo", "mallory")
    site.drain()
    assert (stars("ada"), stars("mallory")) == (1, 1)
    marks = marks_of_person("mallory")
    assert set(marks.stars) == {"people|ada", "people|mallory"}
    assert set(marks.follows) == {"people|ada"}


def test_a_page_of_ones_own_goes_along(site: Site, octo: str) -> None:
    person = find_person("octo")
    assert person is not None
    HubLayout(id="people|octo", placements=[], version=1).put()
    reset(find_subject("people", "octo"), person, 1)
    delete_account("octo", Fate.VANISH)
    site.drain()
    assert HubLayout.query().count() == 0
