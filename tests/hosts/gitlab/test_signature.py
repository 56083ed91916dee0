import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from july.hosts.gitlab.signature import verify
from july.lib import clock

NOW = datetime(2026, 7, 14, 12, tzinfo=UTC)
KEY = b"a key of some twenty-four"
SIGNING = "whsec_" + base64.b64encode(KEY).decode()
BODY = b'{"object_kind": "push"}'


def signed(
    at: datetime = NOW, key: bytes = KEY, message_id: str = "msg_1", body: bytes = BODY
) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    message = f"{message_id}.{stamp}.".encode() + body
    digest = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{digest}",
    }


def test_the_right_token_verifies() -> None:
    assert verify({"x-gitlab-token": "stardust"}, BODY, "stardust")


@pytest.mark.parametrize("token", ["", "stardus", "stardust!", "STARDUST", "stärdust", "\udcff"])
def test_any_other_token_does_not(token: str) -> None:
    assert not verify({"x-gitlab-token": token}, BODY, "stardust")


@pytest.mark.parametrize("secret", ["", "stardust", SIGNING])
def test_nothing_at_all_never_verifies(secret: str) -> None:
    assert not verify({}, BODY, secret)


def test_an_empty_secret_never_verifies() -> None:
    assert not verify({"x-gitlab-token": ""}, BODY, "")


def test_the_example_of_standard_webhooks_verifies() -> None:
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    at = datetime.fromtimestamp(1614265330, UTC)
    assert verify(headers, b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", at)


def test_one_right_signature_among_several_verifies() -> None:
    headers = signed()
    right = headers["webhook-signature"]
    headers["webhook-signature"] = f"v1a,AAAA {signed(key=b'old')['webhook-signature']} {right}"
    assert verify(headers, BODY, SIGNING, NOW)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_signature_holds_for_five_minutes(minutes: int) -> None:
    assert verify(signed(at=NOW + timedelta(minutes=minutes)), BODY, SIGNING, NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_signature_from_another_time_does_not_verify(seconds: int) -> None:
    assert not verify(signed(at=NOW + timedelta(seconds=seconds)), BODY, SIGNING, NOW)


def test_the_time_is_that_of_the_clock() -> None:
    with clock.freeze(NOW):
        assert verify(signed(), BODY, SIGNING)
    with clock.freeze(NOW + timedelta(hours=1)):
        assert not verify(signed(), BODY, SIGNING)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,été"),
        ("webhook-signature", "\ud800"),
        ("webhook-signature", signed(key=b"another")["webhook-signature"]),
        ("webhook-signature", signed(body=b"{}")["webhook-signature"]),
        ("webhook-signature", signed()["webhook-signature"].removeprefix("v1,")),
        ("webhook-id", "msg_2"),
        ("webhook-id", "\udcff"),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "²"),
        ("webhook-timestamp", "9" * 5000),
        ("webhook-timestamp", str(int(NOW.timestamp()) + 1)),
    ],
)
def test_a_signature_with_one_wrong_part_does_not_verify(name: str, value: str) -> None:
    assert not verify(signed() | {name: value}, BODY, SIGNING, NOW)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_not base64!", "whsec_é", "whsec_A"])
def test_a_signing_key_that_is_none_never_verifies(secret: str) -> None:
    assert not verify(signed(key=b"-"), BODY, secret, NOW)


def test_a_signing_key_pasted_as_token_verifies() -> None:
    assert verify({"x-gitlab-token": SIGNING}, BODY, SIGNING, NOW)


def test_a_wrong_signature_is_not_made_good_by_the_token() -> None:
    headers = signed(body=b"{}") | {"x-gitlab-token": SIGNING}
    assert not verify(headers, BODY, SIGNING, NOW)
