import hashlib
import hmac

import pytest

from july.hosts.github.signature import verify

SECRET = "wick and oil"
BODY = '{"zen": "für alle"}'.encode()


def signature(body: bytes = BODY, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_the_example_in_github_s_documentation_verifies() -> None:
    # https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    assert verify(headers, b"Hello, World!", "It's a Secret to Everybody")


def test_a_right_signature_verifies() -> None:
    assert verify({"x-hub-signature-256": signature()}, BODY, SECRET)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "sha256=",
        signature(secret="another"),
        signature(BODY + b" "),
        signature().removeprefix("sha256="),
        signature().upper(),
        signature() + "0",
        "sha256=" + "0" * 64,
        "sha256=é" + signature()[8:],
        "sha256=\udcff\x00",
        "\ud800",
    ],
)
def test_any_other_does_not(given: str) -> None:
    assert not verify({"x-hub-signature-256": given}, BODY, SECRET)


def test_a_missing_signature_does_not_verify() -> None:
    assert not verify({}, BODY, SECRET)


def test_sha_1_alone_is_not_enough() -> None:
    digest = hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()
    assert not verify({"x-hub-signature": f"sha1={digest}"}, BODY, SECRET)


def test_an_empty_secret_never_verifies() -> None:
    assert not verify({"x-hub-signature-256": signature(secret="")}, BODY, "")
