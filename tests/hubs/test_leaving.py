"""Stars, follows and pages of somebody who goes."""

from july.hubs.actions import reset, set_follow, set_mute, set_star
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


def mute(name: str, *others: str) -> None:
    person = find_person(name)
    assert person is not None
    for other in others:
        set_mute(person, other, on=True)


def mutes(name: str) -> set[str]:
    return set(marks_of_person(name).mutes)


def test_who_had_muted_somebody_has_muted_the_heir(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    mute("ada", "octo")
    merge_account("octo", "mallory")
    site.drain()
    assert mutes("ada") == {"mallory"}


def test_whom_somebody_had_muted_the_heir_has_muted(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    mute("octo", "ada")
    merge_account("octo", "mallory")
    site.drain()
    assert mutes("mallory") == {"ada"}


def test_nobody_has_muted_themselves_by_a_merge(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    mute("octo", "mallory", "ada")
    mute("mallory", "octo")
    merge_account("octo", "mallory")
    site.drain()
    assert mutes("mallory") == {"ada"}


def test_who_had_muted_both_has_muted_the_heir_once(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    mute("ada", "mallory", "octo")
    since = marks_of_person("ada").mutes["mallory"]
    merge_account("octo", "mallory")
    site.drain()
    assert dict(marks_of_person("ada").mutes) == {"mallory": since}


def test_a_mute_that_was_taken_back_is_not_carried_over(
    site: Site, octo: str, ada: str, mallory: str
) -> None:
    mute("ada", "octo")
    person = find_person("ada")
    assert person is not None
    set_mute(person, "octo", on=False)
    merge_account("octo", "mallory")
    site.drain()
    assert mutes("ada") == set()


def test_whom_nobody_may_read_any_more_stays_muted_when_the_account_is_deleted(
    site: Site, octo: str, ada: str
) -> None:
    mute("ada", "octo")
    delete_account("octo", Fate.NOBODY)
    site.drain()
    assert mutes("ada") == {"octo"}
