"""Whatever is sent to the API, the answer is one of the contract's, as JSON.

Bodies that get as far as recording are looked at from the other side too: what was stored has to
be readable, and to add up.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webtest import TestApp, TestRequest, TestResponse

from july import api, main
from july.contest.actions import create_game
from july.hosts import HOSTS
from july.people.actions import Profile, save_person
from july.people.tokens import create_token
from july.projects.actions import save_hook
from july.projects.models import Hook, Project
from july.testing.site import Site
from tests.hosts.deliveries import delivery, fixtures, load

FORM = "application/x-www-form-urlencoded"
LONG = "x" * 2_000
EMAIL = "a" * 490 + "@example.org"

ODD_TEXTS = st.one_of(
    st.text(st.characters(), max_size=20),
    st.text(st.characters(categories=["Cs", "Cc", "Mn", "Lu"]), max_size=20),
    st.sampled_from(
        (
            "", " ", "\0", "\ud800", "a\0b", LONG, LONG * 50, EMAIL, "İ" * 300, "ß" * 299, "../..",
            "/", "//", "a/b/c", "__all__", "~", "|", "octo@example.org", " OCTO@example.org\n",
            "x[bot]", "https://", "javascript:alert(1)", "https://example.org/" + LONG,
            "https://example.org:99999/a/b", "http://[::1", "https://é.example/ä/ö?q#f",
            "2016-02-29T23:59:60Z", "2015-07-14T12:00:00+99:99", "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59-14:00", "2013-03-03", "refs/heads/\ud800", "refs/tags/v1",
            "0" * 40,
        )
    ),
)  # fmt: skip
ODD_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from((0, -1, 2**63, -(2**63), 10**400, 1e308, 1.5, 1468497600, 3e10, float("nan")))
    | ODD_TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
HEADER_NAMES = (
    "Content-Type", "User-Agent", "X-GitHub-Event", "X-GitHub-Delivery", "X-Event-Key",
    "X-Hook-UUID", "X-Gitlab-Event", "X-Gitlab-Instance", "Idempotency-Key", "X-Gitea-Event",
    "X-Forgejo-Event", "X-Gogs-Event", "X-July-Event", "X-July-Delivery", "X-Hub-Signature",
    "X-Hub-Signature-256", "X-Gitlab-Token", "webhook-id", "webhook-timestamp",
    "webhook-signature", "X-Gitea-Signature", "X-July-Signature", "Authorization", "Cookie",
    "Accept", "Content-Encoding", "X-HTTP-Method-Override", "Range", "If-None-Match",
)  # fmt: skip
HEADER_VALUES = st.text(
    st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30
) | st.sampled_from(("push", "ping", "repo:push", "Push Hook", "System Hook", FORM, LONG, "gzip"))
HEADERS = st.dictionaries(st.sampled_from(HEADER_NAMES), HEADER_VALUES, max_size=4)
DELIVERIES = st.sampled_from(fixtures())
HOST_NAMES = st.sampled_from(sorted(HOSTS))


def many(examples: int) -> Callable[..., Any]:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )


@pytest.fixture
def site(site: Site, octo: str) -> Iterator[Site]:
    """Games on all the days that the fixtures have, so that their commits count."""
    create_game(site.game("long-ago", date(2010, 1, 1), date(2025, 12, 31)))
    save_person("ada", Profile(location="Lagos", team="Tabs"), ["ada@example.org"])
    with site.later(days=17):
        yield site


def send(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> TestResponse:
    request = TestRequest.blank(path, method=method, headers=dict(headers))
    request.body = body
    return request.get_response(api.app)


def post(path: str, headers: Mapping[str, str], body: bytes) -> TestResponse:
    return send("POST", path, headers, body)


def check_told(answer: TestResponse) -> None:
    """It is JSON, and says what is wrong if something is."""
    assert answer.content_type == "application/json", answer.body[:200]
    content = json.loads(answer.body.decode("utf-8"))
    assert answer.status_int < 500, content
    if answer.status_int >= 400:
        assert content["error"]["code"]
        assert content["error"]["message"]
    if content.get("error", {}).get("code") == "bad_field":
        assert content["error"]["field"]


def check(answer: TestResponse) -> None:
    """It is one of the contract's answers to a delivery."""
    check_told(answer)
    assert answer.status_int in {200, 201, 400, 401, 404, 413}
    if answer.status_int < 300:
        commits = answer.json["commits"]
        scored = [each for each in commits if each["verdict"] in {"counted", "orphan"}]
        assert (answer.status_int == 201) == bool(scored)


def check_readable(site: Site) -> None:
    """What has been stored can be read by everybody, and adds up."""
    site.drain()
    assert site.differences() == []
    for list_name in ("commits", "projects", "people", "live", "locations", "teams", "languages"):
        for model in pages(site, f"/api/v1/{list_name}?limit=100"):
            if "slug" in model:
                one = site.api.get(f"/api/v1/{list_name}/{quote(model['slug'], safe='')}")
                assert one.json["slug"] == model["slug"]
    web = TestApp(main.app)
    for path in ("/", "/projects/", "/people/", "/languages/", "/live/"):
        web.get(path)
    for project in Project.query().fetch(100):
        hidden = 404 if project.private else 200
        web.get(f"/projects/{quote(project.slug, safe='')}/", status=hidden)


def pages(site: Site, address: str | None) -> Iterator[dict[str, Any]]:
    """The models of a whole list."""
    while address:
        answer = site.api.get(address.removeprefix("http://testserver"))
        yield from answer.json["models"]
        address = answer.json["next"]


def replaced(payload: Any, data: st.DataObject) -> Any:
    """`payload` with one to three of its nodes replaced by something odd, or left out."""
    mangled = deepcopy(payload)
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(places_in(mangled))
        if not places:
            return mangled
        parent, key = data.draw(st.sampled_from(places))
        if data.draw(st.integers(0, 9)) == 0:
            del parent[key]
        else:
            parent[key] = data.draw(ODD_VALUES)
    return mangled


def places_in(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place below `node`: a container and a key or index in it."""
    inside = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(inside):
        yield node, key
        if isinstance(value, dict | list):
            yield from places_in(value)


def signed(hook: Hook, body: bytes, message: bytes) -> dict[str, str]:
    """The headers that prove knowledge of the hook's secret, as each host sends them."""

    def digest(text: bytes) -> str:
        return hmac.new(hook.secret.encode(), text, hashlib.sha256).hexdigest()

    return {
        "github": {"X-Hub-Signature-256": f"sha256={digest(body)}"},
        "bitbucket": {"X-Hub-Signature": f"sha256={digest(body)}"},
        "gitlab": {"X-Gitlab-Token": hook.secret},
        "gitea": {"X-Gitea-Signature": digest(message)},
        "push": {"X-July-Signature": f"sha256={digest(body)}"},
    }[hook.host]


def test_random_bytes_are_answered_as_the_contract_says(site: Site) -> None:
    @many(60)
    @given(HOST_NAMES, HEADERS, st.binary(max_size=300))
    def run(host: str, headers: dict[str, str], body: bytes) -> None:
        check(post(f"/api/v1/{host}", headers, body))

    run()


def test_random_json_is_answered_as_the_contract_says(site: Site) -> None:
    @many(60)
    @given(HOST_NAMES, HEADERS, ODD_VALUES, st.booleans())
    def run(host: str, headers: dict[str, str], value: Any, form: bool) -> None:
        text = json.dumps(value)
        body = urlencode({"payload": text}) if form else text
        check(post(f"/api/v1/{host}", headers, body.encode()))

    run()


def test_mangled_deliveries_are_answered_as_the_contract_says(site: Site) -> None:
    statuses = []

    @many(200)
    @given(DELIVERIES, st.booleans(), HEADERS | st.just({}), st.data())
    def run(named: tuple[str, str], form: bool, extra: dict[str, str], data: st.DataObject) -> None:
        host, name = named
        headers, body = delivery(host, name, replaced(load(host, name), data), form=form)
        answer = post(f"/api/v1/{host}", headers | extra, body)
        statuses.append(answer.status_int)
        check(answer)

    run()
    assert {200, 201, 400} <= set(statuses)
    check_readable(site)


def test_mangled_signed_deliveries_are_answered_as_the_contract_says(site: Site) -> None:
    hooks = {host: save_hook("octo", host) for host in HOSTS}
    statuses = []

    @many(100)
    @given(DELIVERIES, st.booleans(), st.data())
    def run(named: tuple[str, str], form: bool, data: st.DataObject) -> None:
        host, name = named
        payload = replaced(load(host, name), data)
        headers, body = delivery(host, name, payload, form=form)
        headers |= signed(hooks[host], body, json.dumps(payload).encode())
        answer = post(f"/api/v1/{host}/{hooks[host].id}", headers, body)
        statuses.append(answer.status_int)
        check(answer)

    run()
    assert {200, 201, 400} <= set(statuses)
    assert 401 not in statuses
    check_readable(site)


def test_odd_commits_are_recorded_and_can_be_read(site: Site) -> None:
    """In July's own format, of the right kinds throughout, so that nearly all gets to the store."""
    names = ODD_TEXTS.map(lambda text: text[:300])
    commits = st.fixed_dictionaries(
        {
            "id": names,
            "message": ODD_TEXTS,
            "timestamp": st.sampled_from(("2015-07-14T12:00:00+14:00", "2026-07-14", "2011-01-01")),
            "url": ODD_TEXTS,
            "author": st.fixed_dictionaries({"name": ODD_TEXTS, "email": ODD_TEXTS}),
            "files": st.lists(ODD_TEXTS.map(lambda text: f"{text}.py"), max_size=2),
        }
    )
    repositories = st.fixed_dictionaries({"id": st.none() | names, "name": names, "url": ODD_TEXTS})
    statuses = []

    @many(80)
    @given(repositories, st.lists(commits, min_size=1, max_size=3))
    def run(repository: dict[str, Any], pushed: list[dict[str, Any]]) -> None:
        body = json.dumps({"repository": repository, "commits": pushed}).encode()
        answer = post("/api/v1/push", {"Content-Type": "application/json"}, body)
        statuses.append(answer.status_int)
        check(answer)

    run()
    assert statuses.count(201) > 3
    check_readable(site)


def test_mangled_profiles_are_refused_or_stored(site: Site) -> None:
    headers = {"Authorization": f"Bearer {create_token('octo')}"}
    fields = st.sampled_from(("title", "location", "team")) | ODD_TEXTS
    profiles = st.dictionaries(fields, ODD_TEXTS | ODD_VALUES, max_size=3)

    @many(60)
    @given(profiles.map(json.dumps).map(str.encode) | st.binary(max_size=50))
    def run(body: bytes) -> None:
        answer = send("PATCH", "/api/v1/people/octo", headers, body)
        check_told(answer)
        assert answer.status_int in {200, 400, 413}

    run()
    check_readable(site)


def test_mangled_addresses_are_answered_by_json(site: Site) -> None:
    site.push(site.commit())
    things = ("people", "projects", "teams", "locations", "languages", "commits", "games", "push")
    heads = st.sampled_from(
        (*things, "boards/people", "boards/languages", "stats/commits", "live", "deliveries")
    )
    names = st.sampled_from(
        ("game", "person", "location", "team", "limit", "cursor", "channel", "project", "hook")
    )
    odd_bytes = (
        ODD_TEXTS.filter(lambda text: len(text) < 5_000).map(
            lambda text: text.encode("utf-8", "replace")
        )
        | st.binary(max_size=10)
        | st.sampled_from((b"person:" + b"x" * 3_000, b"game:\xff", b"project:\0"))
    )
    headers = {"Authorization": f"Bearer {create_token('octo')}"}

    @many(120)
    @given(heads, st.none() | odd_bytes, st.dictionaries(names | odd_bytes, odd_bytes, max_size=2))
    def run(head: str, tail: bytes | None, query: dict[str | bytes, bytes]) -> None:
        path = f"/api/v1/{head}" + ("" if tail is None else f"/{quote(tail, safe='')}")
        check_told(send("GET", f"{path}?{urlencode(query)}", headers))

    run()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PROPFIND", "get", "CONNECT"])
@pytest.mark.parametrize("path", ["/api/v1/push", "/api/v1/games", "/_tasks/contest.announce"])
def test_strange_verbs_are_refused_by_json(site: Site, method: str, path: str) -> None:
    answer = send(method, path, {})
    check_told(answer)
    assert answer.status_int == 405
    assert "OPTIONS" in answer.headers["Allow"]
