"""Asking a git host about somebody's repositories and their hooks, for that person.

Each host's folder has its client; this is what they share. Whatever goes wrong is a HostRefusal.
"""

import random
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

from requests import Session
from requests.exceptions import RequestException

from july.errors import BadField
from july.hosts.fields import Fields
from july.hosts.refusals import (
    HookRefused,
    HostAway,
    HostRefusal,
    NoAdmin,
    NoOwner,
    NotThere,
    RateLimited,
    StrangeAnswer,
    TokenRevoked,
)
from july.lib.bounded import BoundedAdapter

T = TypeVar("T")

ATTEMPTS = 3
PAUSE = 0.3
"""Seconds before the second attempt, give or take half; twice as many before the third."""
NO_LATER = 5.0
"""Seconds after which nothing is tried again."""
PASSES = frozenset({502, 503, 504})
"""Answers after which the same question may be answered."""
PLACE = re.compile(r"[\w.-]{1,200}/[\w.-]{1,200}", re.ASCII)
NAME = re.compile(r"[\w.-]{1,200}", re.ASCII)
WHOLE = "/*"
"""Ends id and place of an organisation, of which no repository's can end so."""
MOST_ORGANISATIONS = 100
"""Organisations of one person that are listed."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository as its host lists it for somebody, or an organisation, whose one hook is for all
    its repositories: what GitLab calls a group, Bitbucket a workspace.
    """

    id: str
    """Stays the same when it is renamed."""
    place: str
    """What the host's API calls it."""
    title: str
    """Owner and name, as people read it."""
    url: str
    private: bool
    archived: bool
    admin: bool
    """Whether the person may change its hooks."""

    @property
    def whole(self) -> bool:
        """Whether this is an organisation."""
        return is_whole(self.place)


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of somebody's repositories, and where the rest begins, "" if that was all."""

    repositories: tuple[Hosted, ...]
    after: str


@dataclass(frozen=True, slots=True)
class HostHook:
    """A webhook as its host lists it."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class HostAnswer:
    """What a host answered."""

    method: str
    path: str
    status: int
    values: object
    headers: Mapping[str, str]


class HostClient(ABC):
    """A host's API, asked for one person. Every method raises HostRefusal.

    - `repositories(after)` lists those of which the person may be told, organisations' too.
    - `organisations()` lists the organisations that they belong to.
    - `at(place)` is one of either.
    - `hooks(place)` are its webhooks, `create_hook` makes one and gives its id, `delete_hook`
      removes one, also one that is gone already.
    - `ping(place, id)` has the host send something at once; False where it can't.
    """

    title: ClassVar[str]
    organisations_below: ClassVar[str]
    """How the paths of organisations begin."""

    def __init__(self, api: str, token: str) -> None:
        self._api = api
        self._token = token

    @abstractmethod
    def repositories(self, after: str = "") -> Listed:
        """Some of the person's repositories, those after a place that an earlier answer gave."""

    @abstractmethod
    def repository(self, place: str) -> Hosted:
        """One repository."""

    @abstractmethod
    def organisations(self) -> tuple[Hosted, ...]:
        """The organisations that the person belongs to."""

    @abstractmethod
    def hooks_path(self, place: str) -> str:
        """Where the webhooks of a repository or an organisation are. Raises NotThere."""

    def at(self, place: str) -> Hosted:
        """The repository or the organisation that the host's API calls that."""
        if not is_whole(place):
            return self.repository(place)
        self.checked_organisation(place)
        for organisation in self.organisations():
            if organisation.place == place:
                return organisation
        raise NotThere(self.title)

    @abstractmethod
    def hooks(self, place: str) -> list[HostHook]:
        """Its webhooks."""

    @abstractmethod
    def create_hook(self, place: str, url: str, secret: str) -> str:
        """Have it deliver pushes there, signed with that secret."""

    def delete_hook(self, place: str, id: str) -> None:
        """Have it deliver no longer."""
        self.delete(f"{self.hooks_path(place)}/{quote(id, safe='')}")

    @abstractmethod
    def ping(self, place: str, id: str) -> bool:
        """Have something delivered now, to see whether it comes."""

    def why_refused(self, answer: HostAnswer) -> HostRefusal:
        """The refusal in an answer whose status is 400 or more."""
        status = answer.status
        if status in {403, 404} and self.is_about_organisation(answer):
            return NoOwner(self.title)
        known = {401: TokenRevoked, 403: NoAdmin, 404: NotThere, 429: RateLimited}
        if status in known:
            return known[status](self.title)
        if status in {400, 409, 422}:
            return HookRefused(self.title)
        return HostAway(self.title) if status >= 500 else StrangeAnswer(self.title)

    def is_about_organisation(self, answer: HostAnswer) -> bool:
        """Whether that was asked of an organisation, and not of a hook of it that may be gone."""
        gone = answer.method == "DELETE" and answer.status == 404
        return not gone and answer.path.startswith(self.organisations_below)

    def understood(self, read: Callable[[object], T], answer: HostAnswer) -> T:
        """What `read` makes of the values of an answer. Raises StrangeAnswer if it can't."""
        try:
            return read(answer.values)
        except BadField as error:
            raise StrangeAnswer(self.title) from error

    def headers(self) -> dict[str, str]:
        """What goes along with each question."""
        return {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}

    def checked(self, place: str) -> str:
        """The place if it can be one. Raises NotThere: nothing else may get into a path."""
        if not PLACE.fullmatch(place) or {".", ".."} & set(place.split("/")):
            raise NotThere(self.title)
        return place

    def checked_organisation(self, place: str) -> str:
        """The name of an organisation in its place. Raises NotThere if it can be none."""
        name = place.removesuffix(WHOLE)
        if not NAME.fullmatch(name) or name in {".", ".."}:
            raise NotThere(self.title)
        return name

    def get(self, path: str, **parameters: object) -> HostAnswer:
        """Ask; what fails by itself is asked again."""
        return self._repeated("GET", path, params=parameters)

    def post(self, path: str, values: Mapping[str, object] | None = None) -> HostAnswer:
        """Have something made. Once: nobody knows whether what failed was done."""
        return self._once("POST", path, json=values)

    def delete(self, path: str) -> None:
        """Have something removed; gone already is as good."""
        try:
            self._repeated("DELETE", path)
        except NotThere:
            return

    def _repeated(self, method: str, path: str, **options: Any) -> HostAnswer:  # noqa: ANN401
        started = time.monotonic()
        for attempt in range(1, ATTEMPTS):
            try:
                return self._once(method, path, **options)
            except HostAway:
                pause = PAUSE * attempt * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
                if time.monotonic() - started + pause > NO_LATER:
                    raise
                time.sleep(pause)
        return self._once(method, path, **options)

    def _once(self, method: str, path: str, **options: Any) -> HostAnswer:  # noqa: ANN401
        with Session() as session:
            session.trust_env = False
            for scheme in ("https://", "http://"):
                session.mount(scheme, BoundedAdapter())
            try:
                response = session.request(
                    method,
                    self._api + path,
                    headers=self.headers(),
                    allow_redirects=False,
                    **options,
                )
            except RequestException as error:
                raise HostAway(self.title) from error
        return self._read(method, path, response)

    def _read(self, method: str, path: str, response: Any) -> HostAnswer:  # noqa: ANN401 - of requests, without types
        status = response.status_code
        if 300 <= status < 400:  # it was renamed: the list has its new name
            raise NotThere(self.title)
        try:
            values = response.json() if response.content else None
        except ValueError:
            values = None if status >= 400 else StrangeAnswer
        if values is StrangeAnswer:
            raise StrangeAnswer(self.title)
        answer = HostAnswer(method, path, status, values, response.headers)
        if status >= 400:
            raise self.why_refused(answer)
        return answer


def organisation(row: Fields, id: str, title: str, *, place: str, admin: bool) -> Hosted:
    """The organisation in a row, of which these fields have its id, title and name in the API.

    Raises BadField where one is missing.
    """
    return Hosted(
        id=required_id(row, id) + WHOLE,
        place=required_id(row, place) + WHOLE,
        title=row.required_name(title),
        url=row.url("web_url"),
        private=False,
        archived=False,
        admin=admin,
    )


def is_whole(place: str) -> bool:
    """Whether a place, or an id, is that of an organisation."""
    return place.endswith(WHOLE)


def message_in(values: object) -> str:
    """What a refusal says in words, in lower case; "" if it says nothing."""
    found = values.get("message") or values.get("error") if isinstance(values, dict) else None
    if isinstance(found, dict):
        found = found.get("message")
    return str(found or "").lower()


def required_id(row: Fields, name: str) -> str:
    """The id of something. Raises BadField where it is missing."""
    id = row.identifier(name)
    if not id:
        raise row.wrong(name, "is missing")
    return id
