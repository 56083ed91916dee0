"""Signing in with GitHub.

https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
https://docs.github.com/rest/users/emails
"""

from july.hosts.oauth import Account, OAuth, Wish, account_of, fields_of, rows_of
from july.hosts.texts import web_url

SITE = "https://github.com"


def _api(site: str) -> str:
    """GitHub Enterprise has its API below its own address."""
    return "https://api.github.com" if site == SITE else f"{site}/api/v3"


def _read(user: object, emails: object) -> Account:
    known = fields_of(user)
    verified = [row.text("email") for row in rows_of(emails) if row.flag("verified")]
    picture = web_url(known.text("avatar_url"))
    return account_of(known, id="id", login="login", title="name", picture=picture, emails=verified)


OAUTH = OAuth(
    authorize="/login/oauth/authorize",
    token="/login/oauth/access_token",  # noqa: S106 - a path
    api=_api,
    user="/user",
    emails="/user/emails?per_page=100",
    client_auth="client_secret_post",
    scopes={
        Wish.KNOW: "read:user user:email",
        Wish.HOOK: "read:user user:email write:repo_hook",
        Wish.HOOK_WHOLLY: "read:user user:email write:repo_hook read:org admin:org_hook",
    },
    read=_read,
)
