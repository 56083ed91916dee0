"""Widgets of words: about, notes, and deliveries with the reasons of their verdicts."""

import json

import pytest

from july.errors import NotFound
from july.hubs.layouts import default_layout
from july.people.queries import find_person
from july.projects.actions import save_hook
from july.projects.queries import deliveries_to
from july.testing.site import Site
from tests.widgets.conftest import Look


def test_about_a_person_is_what_they_wrote_as_text(octo: str, look: Look) -> None:
    person = find_person(octo)
    assert person
    person.about = "I <b>push</b>."
    person.put()
    html = look("about", "people", "octo").html
    assert "I &lt;b&gt;push&lt;/b&gt;." in html
    assert 'href="/people/octo/atom.xml"' in html


def test_about_a_project_is_where_its_repository_is(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit())
    html = look("about", "projects", "push-octo-hello").html
    assert 'href="https://git.example.org/octo/hello"' in html


def test_about_the_site_leads_to_why_a_commit_did_not_count(site: Site, look: Look) -> None:
    assert 'href="/help/faq/#missing"' in look("about").html


def test_a_note_is_marked_up_and_harms_nobody(octo: str, look: Look) -> None:
    box = look("note", "people", "octo", title="To do", text="**push** <script>x</script>")
    assert box.title == "To do"
    assert "<strong>push</strong> &lt;script&gt;" in box.html


def test_an_empty_note_is_no_box(octo: str, look: Look) -> None:
    assert look("note", "people", "octo").html == ""


def test_deliveries_tell_their_owner_why_commits_did_not_count(
    site: Site, octo: str, look: Look
) -> None:
    hook = save_hook(octo, "push")
    body = json.dumps(site.body(site.commit("stranger@example.org")))
    site.api.post(f"/api/v1/push/{hook.id}", body, status=401, content_type="application/json")
    assert len(deliveries_to(hook.id, 9)) == 1
    html = look("deliveries", "people", "octo", viewer="octo").html
    assert "Refused." in html
    assert "Only you see this." in html


def test_deliveries_lead_to_the_help_on_each_verdict(
    site: Site, octo: str, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = save_hook(octo, "gitlab")
    body = {
        "object_kind": "push",
        "ref": "refs/heads/main",
        "after": "1" * 40,
        "project": {"id": 1, "path_with_namespace": "octo/hello", "web_url": "https://gitlab.com/octo/hello"},
        "commits": [
            {
                "id": "1" * 40,
                "message": "Old",
                "timestamp": "2020-01-01T12:00:00Z",
                "author": {"name": "o", "email": "octo@example.org"},
            }
        ],
    }  # fmt: skip
    headers = {"X-Gitlab-Token": hook.secret, "X-Gitlab-Event": "Push Hook"}
    site.api.post_json(f"/api/v1/gitlab/{hook.id}", body, headers=headers)
    html = look("deliveries", "people", "octo", viewer="octo").html
    assert "made outside the days of every game" in html
    assert 'href="/help/faq/#verdict-outside"' in html


@pytest.mark.parametrize("viewer", ["", "mallory", "ada"])
def test_deliveries_are_nobody_elses_business(
    octo: str, mallory: str, ada: str, look: Look, viewer: str
) -> None:
    with pytest.raises(NotFound):
        look("deliveries", "people", "octo", viewer=viewer)


def test_a_person_sees_their_deliveries_without_arranging_anything() -> None:
    assert "deliveries" in {each.widget for each in default_layout("people").placements}
