"""From the bytes of a delivery to its JSON object."""

import json
import re
from binascii import a2b_qp
from collections.abc import Mapping
from typing import NoReturn

from july.errors import BadRequest
from july.hosts.fields import Fields, kind_of

FORM = "application/x-www-form-urlencoded"
_PAYLOAD = re.compile(rb"(?:^\s*|&)payload=([^&]*)")


def read_body(headers: Mapping[str, str], body: bytes) -> Fields:
    """The JSON object in `body`, which is JSON itself or a form with a field `payload`.

    Raises BadRequest if there is none, whatever the bytes are.
    """
    try:
        text = json_bytes(headers, body).decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
    except RecursionError:
        raise BadRequest("The JSON is nested too deeply.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadRequest(f"The body is not JSON: {error.msg} ({place}).") from None
    except ValueError:
        # Python refuses integers of over 4,300 digits.
        raise BadRequest("The JSON has a number with too many digits.") from None
    if not isinstance(value, dict):
        raise BadRequest(f"The body should be a JSON object, not {kind_of(value)}.")
    return Fields(value)


def json_bytes(headers: Mapping[str, str], body: bytes) -> bytes:
    """The JSON in `body`, byte for byte as it was before it was put into a form, if it was.

    Raises BadRequest if it is a form without a field `payload`.
    """
    if not _is_form(headers, body):
        return body
    payload = _PAYLOAD.search(body)
    if payload is None:
        raise BadRequest("The form has no field named payload; the JSON should be in it.")
    return _unquoted(payload[1])


def _unquoted(value: bytes) -> bytes:
    """The value of a form's field as it was before it was put into the form.

    Percent-encoding is quoted-printable with another sign, and that is decoded in C. `urllib` makes
    an object of every sign: for a form of 25 MB hundreds of megabytes, before it is known who asks.
    """
    return a2b_qp(value.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"="))


def _is_form(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether `body` is a form. Clients that say so and send JSON, as curl does, are understood."""
    start = body.lstrip()
    declared = headers.get("content-type", "").strip().lower().startswith(FORM)
    return not start.startswith((b"{", b"[")) and (declared or start.startswith(b"payload="))


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(f"The body is not JSON: {name} is not a number there.")
