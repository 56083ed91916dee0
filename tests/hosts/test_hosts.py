"""What holds for every host: whatever is sent, nothing but a content or one of July's errors."""

import copy
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from july.errors import BadRequest
from july.hosts import HOSTS
from july.hosts.values import Ignored, Ping, Push, RepositoryChanged
from tests.hosts.deliveries import EVENT_HEADERS, content, delivery, event_of, fixtures, load

HOST_NAMES = st.sampled_from(sorted(HOSTS))
EVENTS = st.sampled_from(sorted({event for host in HOSTS.values() for event in host.events}))
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=[]), max_size=30)
    | st.sampled_from(["\x00", "\ud800", "https://[::1", "http://x:99999/", "/", "<@>", "0" * 40]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def check(host: str, headers: dict[str, str], body: bytes) -> None:
    """Parse; whatever comes out can be stored: it is UTF-8 without NUL."""
    try:
        answer = asdict(HOSTS[host].parse(headers, body))
    except BadRequest as error:
        answer = error.as_json()
    text = json.dumps(answer, ensure_ascii=False, default=str)
    assert "\\u0000" not in text
    assert text.encode("utf-8")


@pytest.mark.parametrize(("host", "name"), fixtures())
def test_every_fixture_means_something(host: str, name: str) -> None:
    found = content(host, name)
    assert isinstance(found, Push | Ping | RepositoryChanged | Ignored)


@settings(max_examples=150, deadline=None)
@given(host=HOST_NAMES, event=EVENTS, body=st.binary(max_size=200), form=st.booleans())
def test_any_bytes_give_a_content_or_an_error(
    host: str, event: str, body: bytes, form: bool
) -> None:
    headers = {EVENT_HEADERS[host]: event}
    if form:
        headers["content-type"] = "application/x-www-form-urlencoded"
        check(host, headers, b"payload=" + body)
    check(host, headers, body)


@settings(max_examples=150, deadline=None)
@given(host=HOST_NAMES, event=EVENTS, value=JSON_VALUES)
def test_any_json_gives_a_content_or_an_error(host: str, event: str, value: Any) -> None:
    check(host, {EVENT_HEADERS[host]: event}, json.dumps(value).encode())


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place inside a JSON value: what it stands in, and its key or index there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in inner:
        yield value, key
        if isinstance(child, dict | list):
            yield from places(child)


@settings(max_examples=300, deadline=None)
@given(fixture=st.sampled_from(fixtures()), data=st.data())
def test_a_mangled_delivery_gives_a_content_or_an_error(
    fixture: tuple[str, str], data: st.DataObject
) -> None:
    host, name = fixture
    payload = copy.deepcopy(load(host, name))
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(payload))
        if not found:
            break
        parent, key = found[data.draw(st.integers(0, len(found) - 1))]
        if data.draw(st.booleans()):
            parent[key] = data.draw(JSON_VALUES)
        else:
            del parent[key]
    check(host, *delivery(host, name, payload))


@settings(max_examples=100, deadline=None)
@given(
    host=HOST_NAMES,
    given_text=st.text(st.characters(exclude_categories=[]), max_size=80),
    secret=st.text(st.characters(exclude_categories=[]), max_size=20),
    body=st.binary(max_size=50),
)
def test_any_header_is_no_signature(host: str, given_text: str, secret: str, body: bytes) -> None:
    headers = dict.fromkeys(
        [
            "x-hub-signature-256",
            "x-hub-signature",
            "x-gitea-signature",
            "x-july-signature",
            "webhook-signature",
            "webhook-id",
            "webhook-timestamp",
        ],
        given_text,
    )
    assert not HOSTS[host].verify(headers, body, secret)


@pytest.mark.parametrize(("name", "prefix"), [(n, h.prefix) for n, h in HOSTS.items()])
def test_every_host_has_its_own_prefix(name: str, prefix: str) -> None:
    expected = {"github": "gh", "bitbucket": "bb", "gitlab": "gl", "gitea": "gt", "push": "push"}
    assert expected[name] == prefix


@pytest.mark.parametrize("host", HOSTS.values(), ids=lambda host: host.name)
def test_every_host_tells_how_to_set_it_up(host: Any) -> None:
    assert host.instructions.title
    assert len(host.instructions.steps) >= 3
    assert "sha256" in host.instructions.signature.lower() or host.name in {"gitlab", "gitea"}


@pytest.mark.parametrize("host", HOSTS.values(), ids=lambda host: host.name)
def test_every_supported_event_has_a_fixture(host: Any) -> None:
    covered = {event_of(h, name) for h, name in fixtures() if h == host.name}
    assert set(host.events) <= covered


@pytest.mark.parametrize(
    ("host", "header"),
    [
        ("github", "x-github-delivery"),
        ("bitbucket", "x-request-uuid"),
        ("gitlab", "idempotency-key"),
        ("gitlab", "x-gitlab-event-uuid"),
        ("gitea", "x-forgejo-delivery"),
        ("gitea", "x-gogs-delivery"),
        ("push", "x-july-delivery"),
    ],
)
def test_a_delivery_s_own_id_is_read_from_its_header(host: str, header: str) -> None:
    assert HOSTS[host].delivery_id({header: " 1-2\x003 " + "x" * 200}) == "1-2\ufffd3 " + "x" * 94
    assert HOSTS[host].delivery_id({header: " "}) is None
    assert HOSTS[host].delivery_id({}) is None
