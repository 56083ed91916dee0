"""Projects: what makes a repository the same one, what it is called, what becomes of it."""

from dataclasses import replace
from typing import Any

import pytest
from google.cloud import ndb
from hypothesis import given
from hypothesis import strategies as st

from july.hosts import HOSTS
from july.hosts.values import Repository, RepositoryChanged
from july.projects import actions
from july.projects.actions import change, resolve
from july.projects.models import Delivery, Project
from july.projects.queries import find_project, find_projects
from july.projects.slugs import LONGEST, identity, slug_of
from july.stores.plain import Plain
from july.testing.site import Site

HELLO = Repository(
    "github", "github.com", "42", "octo", "hello", "https://github.com/octo/hello", private=False
)
NAMELESS = replace(HELLO, id=None)


def repository(**values: Any) -> Repository:
    return replace(HELLO, **values)


# Identity


def test_a_renamed_repository_is_the_same() -> None:
    assert identity(HELLO) == identity(repository(owner="ada", name="bye", url=""))


@pytest.mark.parametrize("other", [{"id": "43"}, {"site": "github.example.org"}, {"host": "gitea"}])
def test_another_id_site_or_host_is_another_repository(other: dict[str, str]) -> None:
    assert identity(HELLO) != identity(repository(**other))


def test_without_an_id_the_address_counts_however_it_is_written() -> None:
    written = ("https://github.com/octo/hello/", "http://GitHub.com/Octo/Hello")
    assert {identity(replace(NAMELESS, url=url)) for url in written} == {identity(NAMELESS)}
    assert identity(NAMELESS) != identity(replace(NAMELESS, url="https://github.com/octo/bye"))


def test_without_id_and_address_the_name_counts() -> None:
    assert identity(replace(NAMELESS, url="")) == "github:github.com/octo/hello"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300), st.none() | st.text())
def test_an_identity_fits_into_a_key(owner: str, name: str, path: str, id: str | None) -> None:
    url = f"https://example.org/{path}"
    assert len(identity(repository(owner=owner, name=name, url=url, id=id)).encode()) <= LONGEST


# Slugs


@pytest.mark.parametrize(
    ("host", "owner", "name", "slug"),
    [
        ("github", "octo", "hello", "gh-octo-hello"),
        ("bitbucket", "Octo", "Hello.World", "bb-octo-hello.world"),
        ("gitlab", "group/sub", "a_b", "gl-group-sub-a-b"),
        ("gitea", "", "hello", "gt-hello"),
        ("push", "octo", "日本 語", "push-octo-日本-語"),
    ],
)
def test_a_slug_is_made_of_host_owner_and_name(host: str, owner: str, name: str, slug: str) -> None:
    assert slug_of(repository(host=host, owner=owner, name=name)) == slug


@given(st.sampled_from(sorted(HOSTS)), st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_a_slug_can_stand_in_an_address(host: str, owner: str, name: str) -> None:
    slug = slug_of(repository(host=host, owner=owner, name=name))
    assert len(slug) <= 200
    assert all(sign.isalnum() or sign in ".-" or sign.isidentifier() for sign in slug)


def test_a_slug_that_is_taken_gets_a_number(site: Site) -> None:
    slugs = [resolve(repository(id=id)).slug for id in ("1", "2", "3", "2")]
    assert slugs == ["gh-octo-hello", "gh-octo-hello-2", "gh-octo-hello-3", "gh-octo-hello-2"]


def test_a_slug_once_given_is_never_given_to_another(site: Site) -> None:
    resolve(repository(id="1"))
    resolve(repository(id="1", name="bye"))
    assert resolve(repository(id="2")).slug == "gh-octo-hello-2"


# Renames


def test_a_rename_changes_the_slug_and_the_old_one_still_leads_there(site: Site) -> None:
    resolve(HELLO)
    renamed = resolve(repository(name="bye", url="https://github.com/octo/bye"))
    assert (renamed.slug, renamed.title) == ("gh-octo-bye", "octo/bye")
    for slug in ("gh-octo-hello", "gh-octo-bye"):
        assert find_project(slug).key == renamed.key  # type: ignore[union-attr]
    assert Project.query().count() == 1


def test_a_rename_there_and_back_takes_the_first_slug_again(site: Site) -> None:
    for name in ("hello", "bye", "hello"):
        project = resolve(repository(name=name))
    assert project.slug == "gh-octo-hello"


def test_a_rename_reaches_the_board(site: Site, octo: str) -> None:
    body = site.body(site.commit())
    site.api.post_json("/api/v1/push", body)
    body["repository"] |= {"name": "octo/bye", "url": "https://git.example.org/octo/bye"}
    body["commits"] = []
    site.api.post_json("/api/v1/push", body | {"commits": [site.commit(timestamp="2020-01-01")]})
    site.drain()
    (row,) = site.board("projects")
    assert (row["slug"], row["name"], row["commits"]) == ("push-octo-bye", "octo/bye", 1)
    redirect = site.api.get("/api/v1/projects/push-octo-hello", status=301)
    assert redirect.headers["Location"].endswith("/api/v1/projects/push-octo-bye")
    assert site.differences() == []


def test_a_repository_that_did_not_change_is_not_written(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [repository(), repository(id="2", owner="o" * 300, name="n" * 300)]
    for each in names:
        resolve(each)
    written: list[object] = []
    monkeypatch.setattr(actions, "_store", written.append)
    for each in names:
        resolve(each)
    assert written == []


# What hosts tell of repositories


def changed(action: str, **values: Any) -> Project | Plain | None:
    return change(RepositoryChanged(repository(**values), action, None))


def test_a_change_of_a_repository_that_never_pushed_creates_nothing(site: Site) -> None:
    assert changed("renamed", name="bye") is None
    assert Project.query().count() == 0


def test_a_repository_that_is_renamed_or_transferred_is_followed(site: Site) -> None:
    resolve(HELLO)
    assert changed("renamed", name="bye").slug == "gh-octo-bye"  # type: ignore[union-attr]
    assert changed("transferred", owner="ada", name="bye").title == "ada/bye"  # type: ignore[union-attr]


def test_a_repository_is_private_and_public_again(site: Site) -> None:
    resolve(HELLO)
    assert changed("privatized", private=True).private  # type: ignore[union-attr]
    assert not changed("publicized").private  # type: ignore[union-attr]


def test_of_a_repository_that_is_private_no_new_name_is_kept(site: Site) -> None:
    resolve(HELLO)
    changed("privatized", private=True)
    changed("renamed", name="secret-plan", url="https://github.com/octo/secret-plan", private=True)
    assert "secret-plan" not in repr(ndb.Query().fetch())


def test_of_a_delivery_about_a_private_repository_no_body_is_kept(site: Site) -> None:
    resolve(HELLO)
    owner = {"login": "octo"}
    described = {
        "id": 42,
        "name": "hello",
        "full_name": "octo/hello",
        "owner": owner,
        "html_url": HELLO.url,
        "private": True,
    }
    body = {"action": "privatized", "repository": described, "changes": {}}
    headers = {"X-GitHub-Event": "repository"}
    site.api.post_json("/api/v1/github", body, headers=headers)
    body = {"action": "opened", "repository": described, "issue": {"title": "A secret"}}
    site.api.post_json("/api/v1/github", body, headers={"X-GitHub-Event": "issues"})
    assert [delivery.body for delivery in Delivery.query()] == [None, None]


@pytest.mark.parametrize("path", ["/api/v1/projects/gh-octo-hello", "/api/v1/projects"])
def test_a_private_project_is_shown_to_nobody(site: Site, path: str) -> None:
    resolve(HELLO)
    changed("privatized", private=True)
    answer = site.api.get(path, status="*")
    assert "octo/hello" not in answer.text


def test_projects_are_found_by_slug_and_by_id(site: Site) -> None:
    project = resolve(HELLO)
    assert find_project("") is None
    assert find_project("gh-nobody-nothing") is None
    assert set(find_projects([project.id, project.id, "github:github.com:1"])) == {project.id}
