import hashlib
import hmac

import pytest

from july.hosts.bitbucket.signature import verify

SECRET = "high water"
BODY = b'{"push": {"changes": []}}'


def signature(body: bytes = BODY, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_a_right_signature_verifies() -> None:
    assert verify({"x-hub-signature": signature()}, BODY, SECRET)


@pytest.mark.parametrize(
    "given",
    ["", signature(secret="low"), signature(b"{}"), signature()[7:], "sha256=\xe9", "\udc80"],
)
def test_any_other_does_not(given: str) -> None:
    assert not verify({"x-hub-signature": given}, BODY, SECRET)


def test_a_missing_signature_does_not_verify() -> None:
    assert not verify({}, BODY, SECRET)


def test_an_empty_secret_never_verifies() -> None:
    assert not verify({"x-hub-signature": signature(secret="")}, BODY, "")
