"""The messages of the WebSocket protocol as they go over the wire: compact, keys sorted.

Data that many get is encoded once; only what stands around it differs.
"""

import json


def encode(value: object) -> str:
    """JSON as it is sent. Half a surrogate pair, which UTF-8 does not have, stays escaped."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def as_name(value: object) -> str | None:
    """A client's or callback's id as JSON, which tells 1 from "1"."""
    return None if value is None else encode(value)


def envelope(
    *,
    callback: str | None = None,
    client: str | None = None,
    data: str | None = None,
    error: str | None = None,
    trigger: str | None = None,
) -> str:
    """One message. Ids (`as_name`) and data are JSON already; what is None is left out."""
    parts = (
        ("callback", callback),
        ("client", client),
        ("data", data),
        ("error", as_name(error)),
        ("trigger", as_name(trigger)),
    )
    present = ",".join([f'"{name}":{text}' for name, text in parts if text is not None])
    return f"{{{present}}}"
