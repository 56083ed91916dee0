import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest

from july.hosts.gitea.signature import verify

SECRET = "paper crane"
JSON = json.dumps({"ref": "refs/heads/für-alle"}, ensure_ascii=False).encode()
FORM = urlencode({"payload": JSON.decode()}).encode()
FORM_HEADERS = {"content-type": "application/x-www-form-urlencoded"}


def signature(body: bytes = JSON, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("family", ["forgejo", "gitea", "gogs"])
def test_a_right_signature_of_the_family_verifies(family: str) -> None:
    assert verify({f"x-{family}-signature": signature()}, JSON, SECRET)


def test_the_json_inside_a_form_is_what_is_signed() -> None:
    assert verify(FORM_HEADERS | {"x-gitea-signature": signature()}, FORM, SECRET)
    assert not verify(FORM_HEADERS | {"x-gitea-signature": signature(FORM)}, FORM, SECRET)


def test_bytes_that_are_no_utf_8_are_signed_as_they_are() -> None:
    text = b'{"ref": "\xff\xe9"}'
    form = b"payload=" + urlencode({"": text}).encode()[1:]
    assert verify({"x-gitea-signature": signature(text)}, text, SECRET)
    assert verify(FORM_HEADERS | {"x-gitea-signature": signature(text)}, form, SECRET)


@pytest.mark.parametrize(
    "given",
    ["", signature(secret="crane"), signature(b"{}"), "sha256=" + signature(), "é" * 64, "\udcff"],
)
def test_any_other_does_not(given: str) -> None:
    assert not verify({"x-gitea-signature": given}, JSON, SECRET)


def test_github_s_header_alone_is_not_enough() -> None:
    assert not verify({"x-hub-signature-256": "sha256=" + signature()}, JSON, SECRET)


def test_a_form_without_payload_does_not_verify() -> None:
    form = b"json=%7B%7D"
    assert not verify(FORM_HEADERS | {"x-gitea-signature": signature(form)}, form, SECRET)


def test_an_empty_secret_never_verifies() -> None:
    assert not verify({"x-gitea-signature": signature(secret="")}, JSON, "")
