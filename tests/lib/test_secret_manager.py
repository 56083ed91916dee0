"""Secrets, as Google's client fetches them from a service that the test has made."""

from collections.abc import Callable
from typing import Any

import pytest
from google.api_core.exceptions import DeadlineExceeded, GoogleAPICallError, PermissionDenied
from google.auth.exceptions import DefaultCredentialsError
from google.cloud import secretmanager_v1
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from july.embedded.channel import InProcessChannel
from july.errors import ConfigurationError
from july.lib.secret_manager import read_secret

ACCESS = "/google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion"
Answer = secretmanager_v1.AccessSecretVersionResponse.pb()
Serve = Callable[[Callable[[str], bytes]], None]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Lets a function from names of versions to secrets be Secret Manager."""
    real = secretmanager_v1.SecretManagerServiceClient

    def serve(secrets: Callable[[str], bytes]) -> None:
        def access(request: Any) -> Any:
            return Answer(payload={"data": secrets(request.name)})

        transport = SecretManagerServiceGrpcTransport(channel=InProcessChannel({ACCESS: access}))
        made = real(transport=transport)
        monkeypatch.setattr(secretmanager_v1, "SecretManagerServiceClient", lambda: made)

    return serve


def test_the_latest_version_is_read_unless_one_is_named(serve: Serve) -> None:
    serve(str.encode)
    assert read_secret("projects/p/secrets/s") == "projects/p/secrets/s/versions/latest"
    assert read_secret("projects/p/secrets/s/versions/3") == "projects/p/secrets/s/versions/3"


def test_a_line_break_at_the_end_is_not_part_of_a_secret(serve: Serve) -> None:
    serve(lambda _: b" tentacles\n")
    assert read_secret("projects/p/secrets/s") == "tentacles"


@pytest.mark.parametrize("kind", [PermissionDenied, DeadlineExceeded])
def test_a_refusal_is_one_line_with_its_reason(
    serve: Serve, kind: type[GoogleAPICallError]
) -> None:
    def refuse(_: str) -> bytes:
        raise kind("so it is\nand on")

    serve(refuse)
    with pytest.raises(ConfigurationError, match="so it is") as caught:
        read_secret("projects/p/secrets/s")
    assert "\n" not in caught.value.message


def test_bytes_that_are_no_text_are_refused(serve: Serve) -> None:
    serve(lambda _: b"\xff")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        read_secret("projects/p/secrets/s")


def test_a_cloud_that_does_not_know_us_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DefaultCredentialsError("none found")  # type: ignore[no-untyped-call]

    monkeypatch.setattr(secretmanager_v1, "SecretManagerServiceClient", refuse)
    with pytest.raises(ConfigurationError, match="none found"):
        read_secret("projects/p/secrets/s")
