"""What only switchboards may ask: the bodies of their requests, and whether they are believed."""

import json
from typing import Any

import webapp2

from july.config import settings
from july.errors import BadRequest, Forbidden, TooLarge
from july.lib.tokens import is_token
from july.live.wsgi import INSIDE, question_purpose

LARGEST = 1_000_000
"""Bytes of a body."""


def limited_body(request: webapp2.Request, largest: int = LARGEST) -> bytes:
    """The body of a request. Raises TooLarge."""
    # Not by `request.body`, which copies it into a file first.
    if (request.content_length or 0) <= largest:
        body: bytes = request.body_file.read(largest + 1)
        if len(body) <= largest:
            return body
    raise TooLarge(f"A body may have {largest} bytes here")


def believed_body(request: webapp2.Request) -> bytes:
    """The body, if it comes from a switchboard: of this process, or with the site's key.

    Raises TooLarge, Forbidden.
    """
    body = limited_body(request)
    if request.environ.get(INSIDE) is True:
        return body
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    purpose = question_purpose(request.path, body)
    if scheme.lower() != "bearer" or not is_token(settings().secret_key, purpose, token):
        raise Forbidden("Only the site's own switchboards may ask this")
    return body


def believed_object(request: webapp2.Request) -> dict[str, Any]:
    """The JSON object in the body. Raises TooLarge, Forbidden, BadRequest."""
    try:
        found = json.loads(believed_body(request))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadRequest("The body must be a JSON object")
    return found
