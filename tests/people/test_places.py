"""Locations and teams: found and made by name, merged, and joined."""

import pytest

from july.errors import BadField, Conflict, NotFound, TooOften
from july.people.actions import Profile, save_person
from july.people.models import Team
from july.people.places import merge, other_names, suggest
from july.people.queries import find_location, find_person, find_team
from tests.conftest import Site


def place_of(name: str) -> str | None:
    person = find_person(name)
    assert person is not None
    location: str | None = person.location
    return location


@pytest.fixture
def two_spellings(site: Site) -> None:
    """Zoe in Munich and Olga in München, with three commits between them."""
    save_person("zoe", Profile(location="Munich"), ["zoe@example.org"])
    save_person("olga", Profile(location="München"), ["olga@example.org"])
    site.push(site.commit("zoe@example.org"), site.commit("zoe@example.org"))
    site.push(site.commit("olga@example.org"), repository="olga/other")
    site.drain()


def test_members_of_a_place_that_is_merged_count_where_it_belongs(
    site: Site, two_spellings: None
) -> None:
    assert len(site.board("locations")) == 2
    merge("locations", "München", "Munich")
    site.drain()
    (row,) = site.board("locations")
    assert (row["slug"], row["commits"], row["points"]) == ("munich", 3, 23)
    assert place_of("olga") == "munich"
    assert site.differences() == []


def test_the_other_name_of_a_place_goes_on_working(site: Site, two_spellings: None) -> None:
    merge("locations", "München", "Munich")
    site.drain()
    save_person("nora", Profile(location="münchen"))
    assert place_of("nora") == "munich"
    assert find_location("munchen") == find_location("munich")
    munich = find_location("munich")
    assert munich is not None
    assert other_names(munich) == ["München"]


def test_a_name_that_nobody_has_used_becomes_another_name_too(
    site: Site, two_spellings: None
) -> None:
    merge("locations", "Monaco di Baviera", "Munich")
    save_person("nora", Profile(location="Monaco di Baviera"))
    assert place_of("nora") == "munich"


def test_a_name_is_kept_without_what_would_turn_the_text_around_it(site: Site) -> None:
    save_person("nora", Profile(location=" Ber\u202elin\n  DE\x00 "))
    location = find_location("berlin-de")
    assert location is not None
    assert location.name == "Berlin DE"


def test_a_game_that_is_over_keeps_a_merged_place_as_it_was(
    site: Site, two_spellings: None
) -> None:
    def ranked() -> list[tuple[str, str, int]]:
        rows = site.board("locations", game="julython-2026")
        return [(row["slug"], row["name"], row["points"]) for row in rows]

    before = ranked()
    with site.later(days=60):
        merge("locations", "München", "Munich")
        site.drain()
        assert ranked() == before
        moved = site.api.get("/api/v1/locations/munchen?game=julython-2026", status=301)
    assert sorted(slug for slug, _, _ in before) == ["munchen", "munich"]
    assert moved.location.endswith("/api/v1/locations/munich?game=julython-2026")


def test_places_merged_one_after_the_other_all_lead_to_the_last(site: Site, octo: str) -> None:
    for name in ("Berlin DE", "Berlin, Germany"):
        save_person("nora", Profile(location=name))
    merge("locations", "Berlin", "Berlin DE")
    merge("locations", "Berlin DE", "Berlin, Germany")
    site.drain()
    assert place_of("octo") == "berlin-germany"
    location = find_location("berlin")
    assert location is not None
    assert location.slug == "berlin-germany"


def test_a_place_is_not_merged_into_itself_or_into_nothing(site: Site, octo: str) -> None:
    save_person("nora", Profile(location="Lagos"))
    with pytest.raises(Conflict):
        merge("locations", "Berlin", "berlin")
    with pytest.raises(NotFound, match="nothing called"):
        merge("locations", "Berlin", "Atlantis")
    with pytest.raises(BadField):
        merge("locations", "", "Lagos")
    merge("locations", "Berlin", "Lagos")
    with pytest.raises(Conflict, match="the same already"):
        merge("locations", "Lagos", "Berlin")  # which is Lagos by now


def test_somebody_who_leaves_while_a_merge_is_carried_out_stays_where_they_went(
    site: Site, two_spellings: None
) -> None:
    merge("locations", "München", "Munich")
    save_person("olga", Profile(location="Lagos"))
    site.drain()
    assert place_of("olga") == "lagos"
    assert site.differences() == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mun", ["Munich", "München"]),
        ("MÜN", ["Munich", "München"]),
        ("北", ["北京"]),
        ("xx", []),
        ("..", []),
    ],
)
def test_places_are_found_by_how_they_begin(
    site: Site, two_spellings: None, text: str, names: list[str]
) -> None:
    save_person("nora", Profile(location="北京"))
    assert [each.name for each in suggest("locations", text, 10)] == names


def test_what_was_merged_is_found_as_what_it_is_now(site: Site, two_spellings: None) -> None:
    merge("locations", "München", "Munich")
    found = {each.name: (each.slug, each.means) for each in suggest("locations", "mun", 10)}
    assert found == {"Munich": ("munich", "Munich"), "München": ("munich", "Munich")}


def test_who_names_a_team_first_is_its_founder(site: Site, octo: str, mallory: str) -> None:
    save_person("mallory", Profile(team="Pythons"))
    team = find_team("pythons")
    assert team is not None
    assert (team.founder, team.lead) == ("octo", "octo")


def test_a_team_by_invitation_takes_nobody_who_only_knows_its_name(
    site: Site, octo: str, mallory: str
) -> None:
    team = Team.get_by_id("pythons")
    team.by_invitation = True
    team.put()
    with pytest.raises(Conflict, match="invite") as caught:
        save_person("mallory", Profile(team="Pythons"), freely=False)
    assert caught.value.field == "team"
    save_person("octo", Profile(team="Pythons", title="Still in"), freely=False)
    save_person("octo", Profile(team=""), freely=False)
    save_person("mallory", Profile(team="Pythons"), freely=False)  # nobody is left to ask


def name_places(count: int) -> None:
    for number in range(count):
        save_person("mallory", Profile(location=f"Town {number}"), freely=False)


def test_a_person_adds_only_so_many_places_a_day(site: Site, mallory: str) -> None:
    name_places(5)
    with pytest.raises(TooOften, match="5 new locations and teams a day") as caught:
        save_person("mallory", Profile(team="Night Owls", title="Late"), freely=False)
    assert caught.value.field == "team"
    assert find_team("night-owls") is None
    with site.later(days=1):
        save_person("mallory", Profile(team="Night Owls"), freely=False)
    assert find_team("night-owls") is not None


def test_who_has_added_enough_still_joins_what_is_there(
    site: Site, octo: str, mallory: str
) -> None:
    name_places(5)
    name_places(5)
    save_person("mallory", Profile(location="Berlin", team="Pythons"), freely=False)
    assert place_of("mallory") == "berlin"


def test_a_location_and_a_team_count_two(site: Site, mallory: str) -> None:
    name_places(4)
    with pytest.raises(TooOften):
        save_person("mallory", Profile(location="Lagos", team="Night Owls"), freely=False)
    assert find_location("lagos") is None


def test_what_organisers_and_the_shell_add_is_not_counted(site: Site, mallory: str) -> None:
    for number in range(7):
        save_person("mallory", Profile(location=f"City {number}"))
    name_places(5)
    assert place_of("mallory") == "town-4"
