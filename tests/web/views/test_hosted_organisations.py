"""One's organisations at a git host, with a switch each."""

from collections.abc import Iterator

import pytest
from webtest import TestApp, TestResponse

from july import config
from july.people.identities import identity_key, sealed
from july.people.models import Identity
from july.people.oauth import Grant
from july.projects.actions import save_hook
from july.projects.connecting import address_of
from july.projects.queries import connections_of, hooks_of
from tests.conftest import Site
from tests.git_hosts.connected import connected, github
from tests.git_hosts.loopback import Reply
from tests.git_hosts.repositories import TOKEN, GitHubServer, GitLabServer, serving
from tests.web.views.test_hosted import PAGE, account, deliver

__all__ = ["account", "connected", "github"]


@pytest.fixture
def wholly(connected: GitHubServer) -> GitHubServer:
    """A GitHub where octo lets July act for their organisations too."""
    connected.repository("octo/hello")
    identity = identity_key("github", "583231").get()
    identity.access = sealed(Grant(TOKEN, ("write:repo_hook", "read:org", "admin:org_hook")))
    identity.put()
    return connected


def press(account: TestApp, title: str, **options: int) -> TestResponse:
    """Press the switch of an organisation."""
    page = account.get(PAGE)
    (row,) = [row for row in page.html.select(".hosted-row") if row.h3.text.strip() == title]
    form = row.select_one("form:has(.switch)")
    fields = {each["name"]: each["value"] for each in form.select("input")}
    return account.post(
        form["action"], fields | {"wanted": form.select_one(".switch")["value"]}, **options
    )


def switches(account: TestApp) -> dict[str, str]:
    rows = account.get(PAGE).html.select(".hosted-row:has(.switch)")
    return {row.h3.text.strip(): row.select_one(".switch")["aria-checked"] for row in rows}


def test_one_is_switched_on_delivers_for_all_its_repositories_and_is_switched_off(
    site: Site, account: TestApp, wholly: GitHubServer
) -> None:
    wholly.organisation("pythons")
    press(account, "pythons", status=302)
    assert switches(account) == {"pythons": "true", "octo/hello": "false"}
    (hook,) = wholly.hooks_at("pythons")
    for title in ("pythons/parser", "pythons/lexer"):
        told = wholly.repository(title)
        body = {"ref": "refs/heads/main", "repository": told, "commits": [site.commit()]}
        assert deliver(site, hook, body) == 201
    site.drain()
    assert len(site.board("projects")) == 2
    press(account, "pythons", status=302)
    assert wholly.hooks_at("pythons") == []
    assert hooks_of("octo") == []


def test_repositories_of_one_that_is_on_say_so(account: TestApp, wholly: GitHubServer) -> None:
    wholly.repository("pythons/parser")
    wholly.organisation("pythons")
    press(account, "pythons")
    rows = account.get(PAGE).html.select(".hosted-row")
    told = {row.h3.text.strip(): row.select_one("p.soft") for row in rows}
    assert told["pythons/parser"].text == "Delivers here already, by the hook of pythons."
    assert told["octo/hello"] is None


def test_pressed_twice_there_is_one_hook(account: TestApp, wholly: GitHubServer) -> None:
    wholly.organisation("pythons")
    page = account.get(PAGE)
    form = next(form for form in page.forms.values() if "place" in form.fields)
    assert form["place"].value == "pythons/*"
    for _ in range(2):
        form.submit("wanted", status=302)
    assert len(wholly.hooks_at("pythons")) == len(hooks_of("octo")) == 1


def test_a_hook_of_ones_own_that_is_there_is_recognised(
    account: TestApp, wholly: GitHubServer
) -> None:
    wholly.organisation("pythons")
    mine = save_hook("octo", "github")
    wholly.hooks_at("pythons").append({"id": 7, "config": {"url": address_of(mine)}})
    press(account, "pythons", status=302)
    assert switches(account)["pythons"] == "true"
    assert len(wholly.hooks_at("pythons")) == 1
    assert [each.hook for each in connections_of("octo", "github")] == [mine.id]


def test_one_that_somebody_else_administers_has_no_switch_and_says_why(
    account: TestApp, wholly: GitHubServer
) -> None:
    wholly.organisation("pythons", role="member")
    assert switches(account) == {"octo/hello": "false"}
    row = account.get(PAGE).html.select_one(".hosted-row")
    assert row.select_one("p").text.endswith("Who does can switch it on.")


def test_who_is_no_owner_any_more_is_told(account: TestApp, wholly: GitHubServer) -> None:
    wholly.organisation("pythons")
    page = account.get(PAGE)
    wholly.organisations[0]["role"] = "member"
    form = next(form for form in page.forms.values() if "place" in form.fields)
    told = form.submit("wanted", status=502).html.select_one("[role=alert]").text
    assert "only those who administer an organisation" in told
    assert hooks_of("octo") == []


def test_who_lets_july_act_for_their_repositories_alone_is_asked_for_more(
    account: TestApp, connected: GitHubServer
) -> None:
    connected.organisation("pythons")
    page = account.get(PAGE)
    form = page.html.select_one("section:has(#organisations) form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert (fields["purpose"], fields["next"]) == ("organisations", PAGE)
    assert [asked.path for asked in connected.asked] == ["/api/v3/user/repos"]
    onward = account.post(form["action"], fields).html.select_one("#onward")["href"]
    assert "admin%3Aorg_hook" in onward


def test_where_organisations_can_not_be_had_the_repositories_are_there(
    account: TestApp, wholly: GitHubServer
) -> None:
    wholly.scopes = "write:repo_hook"
    page = account.get(PAGE)
    assert "July may not set up hooks of organisations" in page.html.select_one("[role=alert]").text
    assert switches(account) == {"octo/hello": "false"}


@pytest.fixture
def gitlab(site: Site, octo: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitLabServer]:
    """A GitLab where octo lets July act for them."""
    server = GitLabServer()
    with serving(server):
        with monkeypatch.context() as patch:
            patch.setenv("JULY_GITLAB_URL", server.url)
            patch.setenv("JULY_GITLAB_CLIENT_ID", "july")
            patch.setenv("JULY_GITLAB_CLIENT_SECRET", "a secret of the site")
            config.settings.cache_clear()
            access = sealed(Grant(TOKEN, ("api",)))
            key = identity_key("gitlab", "7")
            Identity(key=key, person=octo, host="gitlab", login="octo", access=access).put()
            yield server
        config.settings.cache_clear()


def test_a_group_without_a_paid_plan_is_refused_in_words(
    account: TestApp, gitlab: GitLabServer
) -> None:
    gitlab.organisation("pythons")
    page = account.get("/account/repositories/at/gitlab/")
    assert page.html.select_one("#organisations").text == "Whole groups"
    form = next(form for form in page.forms.values() if "place" in form.fields)
    gitlab.paid = False
    answer = form.submit("wanted", status=502)
    assert "only in its paid plans" in answer.html.select_one("[role=alert]").text
    gitlab.paid = True
    gitlab.next.extend([Reply(gitlab.organisations), Reply([]), Reply({"message": "403"}, 403)])
    assert "only in its paid plans" in form.submit("wanted", status=502).text
    assert hooks_of("octo") == []
    form.submit("wanted", status=302)
    assert len(gitlab.hooks_at("1")) == 1
