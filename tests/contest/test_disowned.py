"""Commits of which their person says: not mine. Points go back, and come again by a second word."""

from july.contest.disowned import settle_disowned
from july.contest.models import Contribution
from july.contest.queries import find_commit
from july.people.actions import Profile, save_person
from july.people.disowning import disown, recognise, recognised_by
from july.people.reports import NOT_MINE, Reported, close_report, reports
from july.projects.queries import find_project
from july.testing.site import Site

FAKE = "push-mallory-fake"


def not_mine(site: Site, slug: str = FAKE) -> None:
    project = find_project(slug)
    assert project is not None
    disown("octo", Reported("projects", project.slug, project.title, None), project.id)
    site.drain()


def mine(site: Site, slug: str = FAKE) -> None:
    project = find_project(slug)
    assert project is not None
    recognise("octo", project.id)
    site.drain()


def stored_row(name: str) -> Contribution:
    return Contribution.query(Contribution.contributor == name).get()


def points(site: Site, kind: str) -> dict[str, int]:
    return {row["slug"]: row["points"] for row in site.board(kind)}


BOARDS = ("people", "projects", "teams", "locations", "languages")


def everything(site: Site) -> list[object]:
    return [site.board(kind) for kind in BOARDS]


def test_points_go_back_on_every_board_as_if_nothing_had_been_pushed(
    site: Site, octo: str, mallory: str
) -> None:
    site.push(site.commit(), site.commit(), repository="octo/hello")
    site.push(site.commit("mallory@example.org", files=["a.rs"]), repository="mallory/fake")
    site.drain()
    before = everything(site)
    site.push(site.commit(files=["b.rs", "c.go"]), site.commit(), repository="mallory/fake")
    site.drain()
    assert points(site, "people")["octo"] == 24
    not_mine(site)
    assert everything(site) == before
    assert site.differences() == []


def test_a_project_of_which_nothing_is_left_leaves_its_board(site: Site, octo: str) -> None:
    site.push(site.commit(), repository="mallory/fake")
    site.drain()
    not_mine(site)
    assert points(site, "projects") == {}
    assert points(site, "people") == {}
    assert site.differences() == []


def test_later_pushes_of_that_project_do_not_count_either(site: Site, octo: str) -> None:
    site.push(site.commit(), repository="mallory/fake")
    not_mine(site)
    answer = site.push(site.commit(), repository="mallory/fake")
    assert [each["verdict"] for each in answer.json["commits"]] == ["disowned"]


def test_commits_that_were_stolen_count_for_the_project_to_which_they_belong(
    site: Site, octo: str
) -> None:
    commit = site.commit()
    site.push(commit, repository="mallory/fake")
    assert site.push(commit).json["commits"][0]["verdict"] == "duplicate"
    not_mine(site)
    answer = site.push(commit)
    assert answer.json["commits"][0]["verdict"] == "counted"
    site.drain()
    assert site.differences() == []


def test_what_was_disowned_by_mistake_counts_again(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(), site.commit(), repository="mallory/fake")
    site.push(site.commit("mallory@example.org"), repository="mallory/fake")
    site.drain()
    before = everything(site)
    not_mine(site)
    mine(site)
    assert everything(site) == before
    assert site.differences() == []
    assert recognised_by("octo") == {find_project(FAKE).id}  # type: ignore[union-attr]


def test_what_has_counted_elsewhere_meanwhile_does_not_count_twice(site: Site, octo: str) -> None:
    stolen, amended, own = (site.commit() for _ in range(3))
    site.push(stolen, amended, own, repository="mallory/fake")
    not_mine(site)
    site.push(stolen, amended | {"id": "f" * 40})
    mine(site)
    assert points(site, "people") == {"octo": 23}
    found = find_commit(own["id"])
    assert found is not None
    assert found.points == 11
    assert find_commit(amended["id"]) is None
    assert site.differences() == []


def test_many_commits_go_back_in_several_transactions(site: Site, octo: str) -> None:
    site.push(*(site.commit() for _ in range(95)), repository="mallory/fake")
    site.push(site.commit())
    site.drain()
    not_mine(site)
    assert points(site, "people") == {"octo": 11}
    mine(site)
    assert points(site, "people") == {"octo": 11 + 105}
    assert site.differences() == []


def test_carried_out_twice_it_takes_nothing_twice(site: Site, octo: str) -> None:
    site.push(site.commit(), repository="mallory/fake")
    site.push(site.commit())
    not_mine(site)
    not_mine(site)
    project = find_project(FAKE)
    assert project is not None
    settle_disowned("octo", project.id)
    site.drain()
    assert points(site, "people") == {"octo": 11}
    assert len(reports()) == 1


def test_a_game_that_is_over_stays_as_it_is(site: Site, octo: str) -> None:
    site.push(site.commit(), repository="mallory/fake")
    site.drain()
    with site.later(days=40):
        not_mine(site)
    assert points(site, "people") == {"octo": 11}


def test_the_organisers_find_a_report(site: Site, octo: str) -> None:
    site.push(site.commit(), repository="mallory/fake")
    not_mine(site)
    (filed,) = reports()
    assert (filed.by, filed.kind, filed.subject, filed.reason) == (
        "octo", "projects", FAKE, NOT_MINE,
    )  # fmt: skip
    close_report(filed.id, "the project is disabled")
    assert reports() == []


def test_it_is_known_whose_hooks_brought_commits(site: Site, octo: str) -> None:
    site.push(site.commit(), site.commit(), repository="mallory/fake")
    row = stored_row("octo")
    assert row.through == {"": 2}


def test_claimed_orphans_tell_whose_hooks_brought_them_too(site: Site) -> None:
    site.push(site.commit("yara@example.org"), repository="mallory/fake")
    save_person("yara", Profile(), ["yara@example.org"])
    site.drain()
    assert stored_row("yara").through == {"": 1}
