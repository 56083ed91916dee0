"""The three hosts with which people sign in, each in its own shapes."""

import base64

from tests.git_hosts.loopback import Asked
from tests.git_hosts.signing_in import Answer, GitHost


class GitHub(GitHost):
    """GitHub Enterprise, whose API is below its own address; the shapes are github.com's."""

    name = "github"
    authorize = "/login/oauth/authorize"
    token = "/login/oauth/access_token"
    user = "/api/v3/user"
    emails = "/api/v3/user/emails"
    refused_code: Answer = (200, {"error": "bad_verification_code"})

    def describe_user(self) -> object:
        who = self.somebody
        return {
            "login": who.login,
            "id": int(who.id),
            "avatar_url": self.picture,
            "name": who.name,
            "email": None,
        }

    def describe_emails(self) -> object:
        return [
            {"email": email, "primary": number == 0, "verified": verified, "visibility": None}
            for number, (email, verified) in enumerate(self.somebody.emails.items())
        ]

    def describe_token(self, token: str, scope: str) -> dict[str, object]:
        scopes = ",".join(scope.split())
        return {"access_token": token, "scope": scopes, "token_type": "bearer"}


class GitLab(GitHost):
    """A GitLab; the first address stands with the user."""

    name = "gitlab"
    authorize = "/oauth/authorize"
    token = "/oauth/token"
    user = "/api/v4/user"
    emails = "/api/v4/user/emails"

    def describe_user(self) -> object:
        who, (email, verified) = self.somebody, next(iter(self.somebody.emails.items()))
        return {
            "id": int(who.id),
            "username": who.login,
            "name": who.name,
            "avatar_url": self.picture,
            "email": email,
            "confirmed_at": "2020-01-01T00:00:00.000Z" if verified else None,
        }

    def describe_emails(self) -> object:
        others = list(self.somebody.emails.items())[1:]
        return [
            {"id": number, "email": email, "confirmed_at": "2020-01-01T00:00:00Z" if ok else None}
            for number, (email, ok) in enumerate(others)
        ]


class Bitbucket(GitHost):
    """Bitbucket Cloud: its ids are UUIDs, it wants its secret in a header."""

    name = "bitbucket"
    authorize = "/site/oauth2/authorize"
    token = "/site/oauth2/access_token"
    user = "/2.0/user"
    emails = "/2.0/user/emails"

    def describe_user(self) -> object:
        who = self.somebody
        return {
            "type": "user",
            "uuid": f"{{{who.id}}}",
            "nickname": who.login,
            "display_name": who.name,
            "links": {"avatar": {"href": self.picture}},
        }

    def describe_emails(self) -> object:
        values = [
            {"type": "email", "email": email, "is_primary": number == 0, "is_confirmed": verified}
            for number, (email, verified) in enumerate(self.somebody.emails.items())
        ]
        return {"pagelen": 10, "page": 1, "size": len(values), "values": values}

    def shows_secret(self, asked: Asked) -> bool:
        both = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {both}"

    def describe_token(self, token: str, scope: str) -> dict[str, object]:
        return {"access_token": token, "scopes": scope, "token_type": "bearer", "state": "code"}
