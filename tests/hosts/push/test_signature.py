import hashlib
import hmac

import pytest

from july.hosts.push.signature import verify

SECRET = "warp and weft"
BODY = b'{"commits": []}'


def signature(body: bytes = BODY, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_a_right_signature_verifies() -> None:
    assert verify({"x-july-signature": signature()}, BODY, SECRET)


@pytest.mark.parametrize(
    "given", ["", signature(secret="weft"), signature(b"{}"), signature()[7:], "sha256=é", "\ud800"]
)
def test_any_other_does_not(given: str) -> None:
    assert not verify({"x-july-signature": given}, BODY, SECRET)


def test_another_host_s_header_does_not_verify() -> None:
    assert not verify({"x-hub-signature-256": signature()}, BODY, SECRET)


def test_an_empty_secret_never_verifies() -> None:
    assert not verify({"x-july-signature": signature(secret="")}, BODY, "")
