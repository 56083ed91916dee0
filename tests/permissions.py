"""The table of docs/permissions.md, a site with everybody in it, and what it answers to whom."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import caches
from django.http import HttpRequest
from django.urls import resolve
from webapp2 import Request

from july import api, channel, main
from july.api.handler import VERBS
from july.channel.application import Handler as ChannelHandler
from july.hosts.oauth import Account
from july.main import urls
from july.people.actions import Profile, save_person, suspend
from july.people.letters import link_to_verify
from july.people.linking import link
from july.people.queries import find_person, find_team
from july.people.tokens import create_token, token_digest
from july.projects.actions import save_hook
from july.site.front import Site as Front
from july.testing.site import Site
from july.web.links import STATIC_ROOT
from july.web.sessions import PROVED, sign_in
from tests.signing import signed
from tests.site.running import Running, start

TABLE = Path(__file__).parents[1] / "docs" / "permissions.md"
COLUMNS = ("nobody", "somebody else", "owner", "team member", "organiser", "suspended")
THINGS = {
    "PERSON": "octo",
    "PROJECT": "push-octo-hello",
    "TEAM": "pythons",
    "LOCATION": "berlin",
    "LANGUAGE": "python",
    "GAME": "julython-2026",
    "DAY": "2026-07-14",
    "PASSWORD": "tentacles-8",
    "IDENTITY": "583231",
}
"""What the words in capitals stand for."""
NAMES = dict(zip(COLUMNS, (None, "mallory", "octo", "tess", "ada", "sam"), strict=True))
SIGN_IN = "sign in"
PROVE = "prove"
LED = {"/account/sign-in/": SIGN_IN, "/account/prove/": PROVE}
"""How the table calls that somebody is sent to one of these forms."""
_ROW = re.compile(r"^\| `(\w+) (/\S*)`(?: `([^`]+)`)? \|(.*)\|$", re.MULTILINE)
_SECRET = "a" * 32
"""Of Django's token of forms: cookie and form hold the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """One address and verb, and what each of `COLUMNS` gets."""

    verb: str
    address: str
    sent: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        sent = f" `{self.sent}`" if self.sent else ""
        return f"| `{self.verb} {self.address}`{sent} | {' | '.join(self.answers)} |"


def rows(section: str = "") -> list[Row]:
    """The rows of the table, in order, of one section of it or of all."""
    text = TABLE.read_text("utf-8")
    if section:
        text = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [
        Row(verb, address, sent, tuple(cell.strip() for cell in cells.split("|")))
        for verb, address, sent, cells in _ROW.findall(text)
    ]


def named(address: str, names: dict[str, str]) -> str:
    """An address of the table as one of the site: `/people/PERSON/` is `/people/octo/`."""
    return re.sub(r"[A-Z]{3,}", lambda word: names.get(word[0], word[0]), address)


@dataclass
class Populated:
    """A served site on which everybody is."""

    running: Running
    names: dict[str, str]
    tokens: dict[str, str]
    client: httpx.Client

    def answer(self, row: Row, who: str, *, proved: bool = True) -> str:
        """What that column gets: a status, or to which form they are sent.

        Unless `proved`, they showed long ago who they are.
        """
        caches["attempts"].clear()
        self.client.cookies.clear()
        address = self.running.url + named(row.address, self.names)
        headers = self._headers(who, proved) | _kind_of(row.sent)
        if row.address.startswith("/events"):  # where a token opens a private channel
            headers.pop("Authorization", None)
        with self.client.stream(
            row.verb, address, headers=headers, content=self._body(row)
        ) as response:
            return _in_words(response)

    def close(self) -> None:
        """End the server."""
        self.client.close()
        self.running.close()

    def _headers(self, who: str, proved: bool) -> dict[str, str]:
        name = NAMES[who]
        cookies = [f"july_csrf={_SECRET}"]
        origin = {"Origin": self.running.url}
        if name is None:
            return origin | {"Cookie": cookies[0]}
        cookies.append(f"july_session={cookie_of(name, proved=proved)}")
        token = f"Bearer {self.tokens[name]}"
        return origin | {"Cookie": "; ".join(cookies), "Authorization": token}

    def _body(self, row: Row) -> bytes:
        if row.sent[:1] in {"{", "["}:
            return row.sent.encode()
        if row.verb == "GET":
            return b""
        sent = named(row.sent, self.names)
        return f"{sent}{'&' if sent else ''}csrfmiddlewaretoken={_SECRET}".encode()


def _kind_of(sent: str) -> dict[str, str]:
    kind = "json" if sent[:1] in {"{", "["} else "x-www-form-urlencoded"
    return {"Content-Type": f"application/{kind}"}


def _in_words(response: httpx.Response) -> str:
    onward = urlsplit(response.headers.get("Location", "")).path
    return LED.get(onward, str(response.status_code))


def cookie_of(name: str, *, proved: bool) -> str:
    """A session of that person, as if they had just signed in, or a while ago."""
    request = HttpRequest()
    request.session = SessionStore()
    person = find_person(name)
    assert person is not None
    sign_in(request, person)
    if not proved:
        del request.session[PROVED]
    request.session.save()
    return str(request.session.session_key)


def populate(site: Site) -> Populated:
    """Octo owns hooks, a project and a team; tess is in it, sam is suspended, ada organises."""
    for name in filter(None, NAMES.values()):
        team = "Pythons" if name in {"octo", "tess"} else None
        profile = Profile(team=team, location="Berlin", organizer=name == "ada")
        save_person(name, profile, [f"{name}@example.org"])
    tokens = {name: create_token(name) for name in filter(None, NAMES.values())}
    names = THINGS | _belongings(site)
    suspend("sam")
    front = Front(main=main.app, api=api.app, channel=channel.app, static=STATIC_ROOT)
    return Populated(start(front), names, tokens, httpx.Client(timeout=60, verify=False))


def _belongings(site: Site) -> dict[str, str]:
    """What is octo's, and what came through their hook."""
    save_person("octo", Profile(password=THINGS["PASSWORD"]))
    link("octo", "github", Account(THINGS["IDENTITY"], "octocat", "Octo", "", ()))
    hook, spare = save_hook("octo", "push"), save_hook("octo", "gitlab")
    commit, orphan = site.commit("octo@example.org"), site.commit("nobody@example.org")
    body = json.dumps(site.body(commit, orphan)).encode()
    pushed = site.api.post(f"/api/v1/push/{hook.id}", body, headers=signed(hook.secret, body)).json
    site.drain()
    letter = link_to_verify("octo", "octo@new.example.org")
    team = find_team(THINGS["TEAM"])
    assert team is not None
    return {
        "HOOK": hook.id,
        "SPARE": spare.id,
        "HASH": commit["id"],
        "ORPHAN": orphan["id"],
        "DELIVERY": pushed["delivery"],
        "DIGEST": token_digest(create_token("octo")),
        "LETTER": parse_qs(urlsplit(letter).query)["token"][0],
        "INVITATION": team.invitation,
    }


# What there is


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of the three applications, as they write it, with each verb that it takes.

    Of pages only GET: whether they take POST, only asking shows.
    """
    for pattern in urls.urlpatterns:
        yield "GET", f"/{pattern.pattern}"
    for route in api.app.application.router.match_routes:
        for verb in VERBS:
            if verb != "HEAD" and hasattr(route.handler, verb.lower()):
                yield verb, route.template
    for route in channel.app.application.router.match_routes:
        handler: type[ChannelHandler] = route.handler
        for verb in handler.verbs:
            if verb not in {"HEAD", "OPTIONS"}:
                yield verb, _plain(route.template)


def place_of(row: Row, names: dict[str, str]) -> str:
    """The address of the applications to which a row belongs, as they write it."""
    path = unquote(urlsplit(named(row.address, names)).path)
    for app in (api.app, channel.app):
        for route in app.application.router.match_routes:
            if route.match(Request.blank(path)):
                return _plain(route.template)
    return "/" + resolve(path).route


def _plain(template: str) -> str:
    """webapp2 makes a pattern of an address when it is first asked for."""
    return template.removeprefix("^").removesuffix("$")
