"""API tokens: whose they are, what they are good for, and for how long."""

from datetime import timedelta

import pytest

from july.errors import BadField, Conflict, Forbidden, NotFound
from july.lib import clock
from july.people.models import Token
from july.people.tokens import (
    MOST_TOKENS,
    SCOPES,
    bearer_of,
    create_token,
    revoke_token,
    token_digest,
    tokens_of,
)
from july.testing.site import NOON, Site


def test_a_token_is_shown_once_and_only_its_digest_is_kept(site: Site, octo: str) -> None:
    first, second = create_token("octo"), create_token("OCTO")
    assert first != second
    for token in (first, second):
        bearer = bearer_of(token_digest(token))
        assert bearer
        assert bearer.person.name == "octo"
        assert token not in repr(Token.query().fetch())


@pytest.mark.parametrize("token", ["", "july_", "july_guess", "\ud800", "x" * 10_000])
def test_a_token_that_july_did_not_give_is_nobodys(site: Site, octo: str, token: str) -> None:
    create_token("octo")
    assert bearer_of(token_digest(token)) is None


def test_a_token_for_nobody_is_refused(site: Site) -> None:
    with pytest.raises(NotFound, match="createuser"):
        create_token("nobody")


def test_a_token_is_good_for_its_scopes_only(site: Site, octo: str) -> None:
    bearer = bearer_of(token_digest(create_token(octo, scopes=["streams"])))
    assert bearer
    bearer.require("streams")
    with pytest.raises(Forbidden, match="'profile'"):
        bearer.require("profile")


def test_a_token_from_before_there_were_scopes_is_good_for_everything(
    site: Site, octo: str
) -> None:
    Token(id=token_digest("july_old"), person=octo).put()
    bearer = bearer_of(token_digest("july_old"))
    assert bearer
    assert bearer.scopes == set(SCOPES)


def test_a_scope_there_is_not_is_refused(site: Site, octo: str) -> None:
    with pytest.raises(BadField, match="everything"):
        create_token(octo, scopes=["everything"])


def test_a_token_is_good_until_it_expires(site: Site, octo: str) -> None:
    digest = token_digest(create_token(octo, days=30))
    with site.later(days=29):
        assert bearer_of(digest)
    with site.later(days=30):
        assert bearer_of(digest) is None


def test_the_last_use_is_written_once_an_hour(site: Site, octo: str) -> None:
    digest = token_digest(create_token(octo))
    for minutes in (0, 59, 61):
        with site.later(minutes=minutes):
            bearer_of(digest)
        (token,) = tokens_of(octo)
        used = clock.EPOCH + timedelta(microseconds=token.used)
        assert used - NOON == timedelta(minutes=61 if minutes == 61 else 0)


def test_a_token_that_was_revoked_is_nobodys(site: Site, octo: str, mallory: str) -> None:
    digest = token_digest(create_token(octo))
    with pytest.raises(NotFound):
        revoke_token(mallory, digest)
    assert bearer_of(digest)
    revoke_token(octo, digest)
    assert bearer_of(digest) is None


def test_nobody_has_tokens_without_end(site: Site, octo: str) -> None:
    for _ in range(MOST_TOKENS):
        create_token(octo)
    with pytest.raises(Conflict, match="revoke"):
        create_token(octo)
