"""Who may have deferred tasks carried out. Google's tokens are signed with keys made here."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import webapp2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID
from google.auth import jwt
from google.auth.crypt import RSASigner
from google.auth.exceptions import TransportError

from july import config
from july.api import trust
from july.api.certificates import Certificates, Fetched
from july.config import Settings
from july.errors import Forbidden, Unavailable
from july.lib import clock
from july.lib.tokens import LIFE, make_token
from july.live.wsgi import INSIDE

KEY = "k" * 32
ACCOUNT = "tasks@my-july.iam.gserviceaccount.com"
API = "https://api.example.org"
PATH = "/_tasks/contest.announce"


def certificate(key: RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "only for tests")])
    now = datetime.now(UTC)  # noqa: TID251 - certificates go by the real time
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def signer(key: RSAPrivateKey, name: str) -> RSASigner:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    made: RSASigner = RSASigner.from_string(pem, key_id=name)  # type: ignore[no-untyped-call]
    return made


GOOGLES = generate_private_key(65537, 2048)
ANOTHER = generate_private_key(65537, 2048)


def token(signed_by: RSAPrivateKey = GOOGLES, key: str = "one", **changes: Any) -> str:
    """What Cloud Tasks sends, with changes; None leaves a claim out."""
    now = int(time.time())
    claims = {
        "iss": "https://accounts.google.com",
        "aud": API,
        "email": ACCOUNT,
        "email_verified": True,
        "sub": "1",
        "iat": now - 5,
        "exp": now + 3600,
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    signed: bytes = jwt.encode(signer(signed_by, key), kept)  # type: ignore[no-untyped-call]
    return signed.decode()


@pytest.fixture(autouse=True)
def googles_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Fetched({"one": certificate(GOOGLES)}, 3600)
    monkeypatch.setattr(trust, "certificates", Certificates(lambda: kept))


@pytest.fixture
def one_machine(tmp_path: Any) -> Settings:
    return config.load({"JULY_DATA": str(tmp_path), "JULY_SECRET_KEY": KEY})


@pytest.fixture
def cloud(one_machine: Settings) -> Settings:
    """A site outside App Engine whose queue is Cloud Tasks."""
    return replace(one_machine, project="my-july", tasks_url=API, tasks_account=ACCOUNT)


@pytest.fixture
def emulated(one_machine: Settings) -> Settings:
    """A site whose queue is July's own in another process."""
    return replace(one_machine, tasks_emulator_host="127.0.0.1:8081", tasks_url=API)


@pytest.fixture
def app_engine(one_machine: Settings) -> Settings:
    return replace(one_machine, project="my-july", app_engine=True)


def is_believed(
    settings: Settings, *, path: str = PATH, inside: Any = None, **headers: str
) -> bool:
    request = webapp2.Request.blank(path, method="POST")
    for name, value in headers.items():
        request.headers[name.replace("_", "-")] = value
    if inside is not None:
        request.environ[INSIDE] = inside
    try:
        trust.require_queue(request, settings)
    except Forbidden:
        return False
    return True


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_worker_of_this_process_is_believed(one_machine: Settings) -> None:
    assert is_believed(one_machine, inside=True)
    assert not is_believed(one_machine, inside="True")
    assert not is_believed(one_machine, July_Inside="True", HTTP_JULY_INSIDE="True")


def test_on_app_engine_its_header_is_believed(app_engine: Settings) -> None:
    assert is_believed(app_engine, X_AppEngine_QueueName="default")
    assert not is_believed(app_engine)


def test_elsewhere_headers_of_app_engine_and_of_the_queue_are_worthless(
    one_machine: Settings, cloud: Settings, emulated: Settings
) -> None:
    for settings in (one_machine, cloud, emulated):
        assert not is_believed(
            settings,
            X_AppEngine_QueueName="default",
            X_CloudTasks_QueueName="default",
            X_Appengine_Cron="true",
            X_Appengine_Inbound_Appid="my-july",
        )


def test_a_token_of_google_for_our_account_and_address_is_believed(cloud: Settings) -> None:
    assert is_believed(cloud, **bearer(token()))
    assert is_believed(cloud, Authorization=f"bearer {token(iss='accounts.google.com')}")


WRONG: list[tuple[str, Callable[[], str]]] = [
    ("another audience", lambda: token(aud="https://other.example.org")),
    ("no audience", lambda: token(aud=None)),
    ("another account", lambda: token(email="mallory@my-july.iam.gserviceaccount.com")),
    ("no account", lambda: token(email=None)),
    ("an account that is no text", lambda: token(email=[ACCOUNT])),
    ("an account that was not verified", lambda: token(email_verified=False)),
    ("an account that is said to be verified", lambda: token(email_verified="true")),
    ("another issuer", lambda: token(iss="https://accounts.example.org")),
    ("too old", lambda: token(iat=int(time.time()) - 7200, exp=int(time.time()) - 3600)),
    ("too new", lambda: token(iat=int(time.time()) + 600)),
    ("without an end", lambda: token(exp=None)),
    ("signed by another key", lambda: token(ANOTHER)),
    ("signed by a key that Google has not", lambda: token(ANOTHER, "two")),
    ("cut off", lambda: token()[:-1]),
    ("without a signature", lambda: token().rpartition(".")[0] + "."),
    ("signed by nobody", lambda: unsigned("none")),
    ("signed with the certificate as a key", lambda: unsigned("HS256")),
    ("no token", lambda: "abc"),
    ("empty", lambda: ""),
    ("dots", lambda: ".."),
    ("letters of no base64", lambda: "é.é.é"),
    ("nested deeply", lambda: f"{encoded(b'[' * 5000)}.{encoded(b'{}')}.{encoded(b'')}"),
    ("long", lambda: token(name="n" * 10_000)),
]


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def unsigned(algorithm: str) -> str:
    header = encoded(json.dumps({"alg": algorithm, "kid": "one", "typ": "JWT"}).encode())
    return f"{header}.{token().split('.')[1]}.{encoded(b'x' * 32)}"


@pytest.mark.parametrize("make", [make for _, make in WRONG], ids=[name for name, _ in WRONG])
def test_any_other_token_is_not(cloud: Settings, make: Callable[[], str]) -> None:
    assert not is_believed(cloud, **bearer(make()))


def test_a_token_is_sent_as_bearer(cloud: Settings) -> None:
    assert not is_believed(cloud, Authorization=f"Basic {token()}")
    assert not is_believed(cloud, Authorization=token())


def test_googles_tokens_are_believed_where_the_cloud_delivers_only(
    one_machine: Settings, emulated: Settings, app_engine: Settings
) -> None:
    for settings in (one_machine, emulated, app_engine):
        assert not is_believed(settings, **bearer(token()))


def test_a_token_of_this_site_for_this_address_is_believed(emulated: Settings) -> None:
    assert is_believed(emulated, **bearer(make_token(KEY, API + PATH)))
    with_query = f"{PATH}?a=%C3%A9"
    assert is_believed(emulated, path=with_query, **bearer(make_token(KEY, API + with_query)))


def test_a_token_for_another_address_is_not(emulated: Settings) -> None:
    for address in (f"{API}/_tasks/deferred.sweep", PATH, f"{API}{PATH}?a=1", API):
        assert not is_believed(emulated, **bearer(make_token(KEY, address)))


def test_a_token_of_another_site_is_not(emulated: Settings) -> None:
    assert not is_believed(emulated, **bearer(make_token("m" * 32, API + PATH)))


@pytest.mark.parametrize("text", ["", ".", "9999999999.", "9999999999.abc", "é.é", "-1.0"])
def test_what_is_no_token_of_this_site_is_not(emulated: Settings, text: str) -> None:
    assert not is_believed(emulated, **bearer(text))


def test_a_token_of_this_site_ends_soon_and_can_not_be_made_longer(emulated: Settings) -> None:
    made = make_token(KEY, API + PATH)
    expires, _, signature = made.partition(".")
    assert not is_believed(emulated, **bearer(f"{int(expires) + 60}.{signature}"))
    with clock.freeze(clock.now() + timedelta(seconds=LIFE + 1)):
        assert not is_believed(emulated, **bearer(made))


def test_tokens_of_this_site_are_believed_where_its_own_queue_delivers_only(
    one_machine: Settings, cloud: Settings
) -> None:
    for settings in (replace(one_machine, tasks_url=API), cloud):
        assert not is_believed(settings, **bearer(make_token(KEY, API + PATH)))


def test_cron_is_believed_on_app_engine_only(app_engine: Settings, cloud: Settings) -> None:
    request = webapp2.Request.blank(PATH, headers={"X-Appengine-Cron": "true"})
    trust.require_cron(request, app_engine)
    with pytest.raises(Forbidden):
        trust.require_cron(request, cloud)
    with pytest.raises(Forbidden):
        trust.require_cron(webapp2.Request.blank(PATH), app_engine)


# Certificates


class Source:
    """Gives what it holds, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.now = 1000.0
        self.held: Fetched | Exception = Fetched({"one": "PEM"}, 3600)
        self.certificates = Certificates(self.fetch, lambda: self.now)

    def fetch(self) -> Fetched:
        self.asked += 1
        if isinstance(self.held, Exception):
            raise self.held
        return self.held


@pytest.fixture
def source() -> Source:
    return Source()


def test_certificates_are_kept_as_long_as_they_last(source: Source) -> None:
    assert [source.certificates.find("one") for _ in range(3)] == ["PEM"] * 3
    assert source.asked == 1
    source.now += 3601
    source.certificates.find("one")
    assert source.asked == 2


def test_keys_that_nobody_has_do_not_make_it_ask_again_and_again(source: Source) -> None:
    assert [source.certificates.find(f"key {number}") for number in range(50)] == [None] * 50
    assert source.asked == 1


def test_a_new_key_is_found_after_a_minute(source: Source) -> None:
    source.certificates.find("one")
    source.held = Fetched({"two": "NEW"}, 3600)
    source.now += 61
    assert source.certificates.find("two") == "NEW"


AWAY: Exception = TransportError("away")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("error", [AWAY, ValueError("no JSON")])
def test_without_certificates_the_queue_is_told_to_try_again(
    source: Source, error: Exception
) -> None:
    source.held = error
    for _ in range(10):
        with pytest.raises(Unavailable):
            source.certificates.find("one")
    assert source.asked == 1
    source.held = Fetched({"one": "PEM"}, 3600)
    source.now += 6
    assert source.certificates.find("one") == "PEM"
