"""Asking servers of others without waiting for them for long, or reading whatever they send."""

import time
from io import BytesIO
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ReadTimeout, RequestException
from urllib3.exceptions import HTTPError

PATIENCE = (3.0, 5.0)
"""Seconds until a server must have taken the connection, and between two pieces of its answer."""
WHOLE_ANSWER = 10.0
"""Seconds in which its answer must have come."""
LARGEST_ANSWER = 1_000_000
"""Bytes."""


class BoundedAdapter(HTTPAdapter):
    """For a session of requests. What takes longer, or is larger, raises RequestException."""

    def __init__(
        self,
        *,
        patience: tuple[float, float] | None = None,
        seconds: float | None = None,
        largest: int | None = None,
    ) -> None:
        super().__init__()
        self._patience = PATIENCE if patience is None else patience
        self._seconds = WHOLE_ANSWER if seconds is None else seconds
        self._largest = LARGEST_ANSWER if largest is None else largest

    def send(self, request: PreparedRequest, *_args: object, **options: Any) -> Response:  # noqa: ANN401
        """Send the request; the answer that comes back has been read to its end."""
        ends = time.monotonic() + self._seconds
        response: Response = super().send(request, **(options | {"timeout": self._patience}))
        with response.raw as raw:
            try:
                response.raw = BytesIO(_read(raw, ends, self._largest))
            except (HTTPError, OSError) as error:
                raise RequestException(error, request=request) from error
        return response


def _read(raw: Any, ends: float, largest: int) -> bytes:  # noqa: ANN401 - urllib3's answer, of several kinds
    body = b""
    while piece := raw.read1(65_536, decode_content=True):
        body += piece
        if len(body) > largest:
            raise RequestException("the answer is too large")
        if time.monotonic() > ends:
            raise ReadTimeout("the answer takes too long")
    return body
