"""Secrets that Google Secret Manager keeps."""

import re

from google.api_core.exceptions import GoogleAPICallError
from google.auth.exceptions import GoogleAuthError
from google.cloud import secretmanager_v1

from july.errors import ConfigurationError

WAIT = 10.0
"""Seconds."""
_LATEST = re.compile(r"projects/[^/]+/secrets/[^/]+")


def read_secret(name: str) -> str:
    """The text of `projects/P/secrets/S` (its latest version) or `…/versions/V`.

    Raises ConfigurationError that tells why it can't be had.
    """
    version = f"{name}/versions/latest" if _LATEST.fullmatch(name) else name
    try:
        client = secretmanager_v1.SecretManagerServiceClient()
        answer = client.access_secret_version(name=version, timeout=WAIT, retry=None)
        return str(answer.payload.data.decode().strip())
    except (GoogleAPICallError, GoogleAuthError) as error:
        reason = str(error).partition("\n")[0]
        message = f"Secret Manager does not give {version}: {reason}"
        raise ConfigurationError(message) from error
    except UnicodeDecodeError:
        message = f"Secret Manager gives bytes for {version} that are no UTF-8"
        raise ConfigurationError(message) from None
