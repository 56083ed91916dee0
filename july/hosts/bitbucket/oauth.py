"""Signing in with Bitbucket Cloud. What July may ask is fixed where it is registered there.

https://developer.atlassian.com/cloud/bitbucket/rest/intro/#oauth-2-0
https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/
"""

from july.hosts.oauth import Account, OAuth, Wish, account_of, fields_of, link_in, rows_of
from july.hosts.texts import web_url

SITE = "https://bitbucket.org"


def _api(site: str) -> str:
    return "https://api.bitbucket.org/2.0" if site == SITE else f"{site}/2.0"


def _read(user: object, emails: object) -> Account:
    known = fields_of(user)
    rows = rows_of(fields_of(emails).values.get("values"))
    verified = [row.text("email") for row in rows if row.flag("is_confirmed")]
    picture = web_url(link_in(known.values, "links", "avatar", "href"))
    return account_of(
        known, id="uuid", login="nickname", title="display_name", picture=picture, emails=verified
    )


OAUTH = OAuth(
    authorize="/site/oauth2/authorize",
    token="/site/oauth2/access_token",  # noqa: S106 - a path
    api=_api,
    user="/user",
    emails="/user/emails",
    client_auth="client_secret_basic",
    scopes={
        Wish.KNOW: "account email",
        Wish.HOOK: "account email repository webhook",
        Wish.HOOK_WHOLLY: "account email repository webhook",
    },
    read=_read,
)
