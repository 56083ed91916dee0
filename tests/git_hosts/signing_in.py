"""What git hosts have in common: OAuth 2 with PKCE, and an API behind a token."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.git_hosts.loopback import Asked

Answer = tuple[int, object]
"""Status, and what is sent as JSON; bytes are sent as they are, a text is an HTML page."""


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGM8YSPCwMDAxMDAwMDAAAAN"
    "/gEcbCRipAAAAABJRU5ErkJggg=="
)
"""A PNG of two by two pixels."""


@dataclass(frozen=True)
class Somebody:
    """Who is signed in at the host."""

    id: str = "583231"
    login: str = "octocat"
    name: str = "The Octocat"
    emails: Mapping[str, bool] = field(default_factory=lambda: {"octocat@example.org": True})
    """Whether each is verified; the first is the primary one."""


@dataclass(frozen=True)
class Trouble:
    """What comes instead of an answer."""

    status: int = 200
    body: bytes = b'{"message": "no"}'
    seconds: float = 0
    """How long it takes."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Code:
    """What a code is good for, once."""

    challenge: str
    back: str
    scope: str


@dataclass
class GitHost:
    """A host; a subclass says where it answers and in which shapes."""

    name = ""
    authorize, token, user, emails = "", "", "", ""
    """Paths."""
    refused_code: Answer = (400, {"error": "invalid_grant"})

    client_id: str = "july-at-the-host"
    client_secret: str = "a-secret-of-the-host"
    somebody: Somebody = field(default_factory=Somebody)
    trouble: dict[str, Trouble] = field(default_factory=dict)
    """By `token`, `user` or `emails`, or by method and path: `GET /user/repos`."""
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """The scope of each."""
    expires_in: int | None = None
    """Seconds that tokens last; None: for ever."""

    def approve(self, address: str) -> str:
        """Say yes, as somebody does in a browser sent to `address`; gives where it goes next."""
        return self._back(dict(parse_qsl(urlsplit(address).query)))

    def deny(self, address: str) -> str:
        """Say no."""
        query = dict(parse_qsl(urlsplit(address).query))
        return _with(query["redirect_uri"], error="access_denied", state=query["state"])

    def answer(self, asked: Asked) -> Answer:
        """What that is answered, without any trouble."""
        if asked.path == self.authorize:
            return self._ask_somebody(asked)
        if asked.path == self.token:
            return self._give_token(asked)
        if self.url + asked.path == self.picture:
            return 200, PICTURE
        if asked.token not in self.tokens:
            return 401, {"message": "Bad credentials"}
        return self.answer_api(asked)

    def answer_api(self, asked: Asked) -> Answer:
        """What the API answers to who has a token. A subclass may know more."""
        if asked.path == self.user:
            return 200, self.describe_user()
        if asked.path == self.emails:
            return 200, self.describe_emails()
        return 404, {"message": "Not Found"}

    @property
    def picture(self) -> str:
        """Where the picture of somebody is, which needs no token."""
        return f"{self.url}/pictures/{self.somebody.id}"

    def describe_user(self) -> object:
        """Who somebody is."""
        raise NotImplementedError

    def describe_emails(self) -> object:
        """The addresses of somebody."""
        raise NotImplementedError

    def shows_secret(self, asked: Asked) -> bool:
        """Whether the site has shown its secret as the host wants it."""
        form = asked.form
        return (form.get("client_id"), form.get("client_secret")) == (
            self.client_id,
            self.client_secret,
        )

    def describe_token(self, token: str, scope: str) -> dict[str, object]:
        """A token, as the host gives it."""
        return {"access_token": token, "token_type": "bearer", "scope": scope}

    def part_of(self, asked: Asked) -> str:
        """Which of the four answers that is."""
        parts = {self.token: "token", self.user: "user", self.emails: "emails"}
        return parts.get(asked.path, f"{asked.method} {asked.path}")

    def _ask_somebody(self, asked: Asked) -> Answer:
        yes = self._back(dict(asked.query))
        no = _with(asked.query["redirect_uri"], error="access_denied", state=asked.query["state"])
        return 200, (
            f"<!doctype html><title>{self.name}</title><h1>July wants to know who you are</h1>"
            f'<p><a href="{escape(yes)}">Authorize July</a> <a href="{escape(no)}">Cancel</a></p>'
        )

    def _back(self, query: dict[str, str]) -> str:
        assert query["client_id"] == self.client_id
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = Code(query["code_challenge"], query["redirect_uri"], query["scope"])
        return _with(query["redirect_uri"], code=code, state=query["state"])

    def _give_token(self, asked: Asked) -> Answer:
        if not self.shows_secret(asked):
            return 401, {"error": "invalid_client"}
        form = asked.form
        if form["grant_type"] == "refresh_token":
            scope = self.tokens.pop(form["refresh_token"], None)
        else:
            code = self.codes.pop(form.get("code", ""), None)
            scope = code.scope if code and self._fits(code, form) else None
        if scope is None:
            return self.refused_code
        token = secrets.token_urlsafe(8)
        self.tokens[token] = scope
        told = self.describe_token(token, scope)
        if self.expires_in is not None:
            told |= {"expires_in": self.expires_in, "refresh_token": self._refresh_token(scope)}
        return 200, told

    def _refresh_token(self, scope: str) -> str:
        token = secrets.token_urlsafe(8)
        self.tokens[token] = scope
        return token

    def _fits(self, code: Code, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return challenge == code.challenge and form.get("redirect_uri") == code.back


def _with(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"
