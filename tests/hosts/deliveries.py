"""Deliveries made of the fixtures beside this file, as their hosts send them.

The name of a fixture carries its event: `push__1_commit.json` is a `push`, `repo_push__tag.json` a
`repo:push` of Bitbucket, `push_hook__tag.json` a `Push Hook` of GitLab. Those named `2012__…` come
as in 2012: as a form, without any header of the host.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from july.hosts import HOSTS
from july.hosts.values import Content, Ignored, Push, RepositoryChanged

HERE = Path(__file__).parent
YEAR_2012 = "2012"
EVENT_HEADERS = {
    "github": "x-github-event",
    "bitbucket": "x-event-key",
    "gitlab": "x-gitlab-event",
    "gitea": "x-gitea-event",
    "push": "x-july-event",
}

Delivery = tuple[dict[str, str], bytes]


def fixtures() -> list[tuple[str, str]]:
    """Every fixture: host and name."""
    return sorted((path.parts[-3], path.stem) for path in HERE.glob("*/fixtures/*.json"))


def load(host: str, name: str) -> Any:
    """The JSON of a fixture, to be changed at will."""
    path = HERE / host / "fixtures" / f"{name}.json"
    assert path.exists(), f"write {path.relative_to(HERE)} first: EVENT__WHAT_IS_SPECIAL.json"
    return json.loads(path.read_text("utf-8"))


def event_of(host: str, name: str) -> str:
    """The event as the host writes it."""
    event = name.partition("__")[0]
    if host == "bitbucket":
        return event.replace("_", ":", 1)
    return event.replace("_", " ").title() if host == "gitlab" else event


def as_json(payload: object) -> Delivery:
    """A JSON delivery without the host's headers."""
    return {"content-type": "application/json"}, json.dumps(payload).encode()


def as_form(payload: object) -> Delivery:
    """A form without the host's headers."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return {"content-type": "application/x-www-form-urlencoded"}, body


def delivery(host: str, name: str, payload: object = None, *, form: bool = False) -> Delivery:
    """The delivery of a fixture, or of `payload` as if it were that fixture."""
    content = load(host, name) if payload is None else payload
    if name.startswith(YEAR_2012):
        return as_form(content)
    headers, body = as_form(content) if form else as_json(content)
    return headers | {EVENT_HEADERS[host]: event_of(host, name)}, body


def content(host: str, name: str, payload: object = None, *, form: bool = False) -> Content:
    """What the host's parser makes of it."""
    return HOSTS[host].parse(*delivery(host, name, payload, form=form))


def push(host: str, name: str, payload: object = None) -> Push:
    """The push that it is."""
    found = content(host, name, payload)
    assert isinstance(found, Push), f"{host}/{name} gave {found}"
    return found


def changed(host: str, name: str, payload: object = None) -> RepositoryChanged:
    """The change of a repository that it is."""
    found = content(host, name, payload)
    assert isinstance(found, RepositoryChanged), f"{host}/{name} gave {found}"
    return found


def reason_ignored(host: str, name: str, payload: object = None) -> str:
    """Why it is ignored."""
    found = content(host, name, payload)
    assert isinstance(found, Ignored), f"{host}/{name} gave {found}"
    return found.reason
