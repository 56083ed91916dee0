"""Signing in with GitLab, gitlab.com or an instance of one's own.

https://docs.gitlab.com/api/oauth2/
https://docs.gitlab.com/api/user_email_addresses/
"""

from july.hosts.oauth import Account, OAuth, Wish, account_of, fields_of, rows_of
from july.hosts.texts import web_url


def _read(user: object, emails: object) -> Account:
    """The first address stands with the user, the others in a list of their own."""
    known = fields_of(user)
    rows = [known, *rows_of(emails)]
    verified = [row.text("email") for row in rows if row.text("confirmed_at")]
    picture = web_url(known.text("avatar_url"))
    return account_of(
        known, id="id", login="username", title="name", picture=picture, emails=verified
    )


OAUTH = OAuth(
    authorize="/oauth/authorize",
    token="/oauth/token",  # noqa: S106 - a path
    api=lambda site: f"{site}/api/v4",
    user="/user",
    emails="/user/emails?per_page=100",
    client_auth="client_secret_post",
    scopes={
        Wish.KNOW: "read_user",
        Wish.HOOK: "read_user api",
        Wish.HOOK_WHOLLY: "read_user api",
    },
    read=_read,
)
