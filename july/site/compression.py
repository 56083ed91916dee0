"""Answers as gzip, for whoever takes them so. Event streams never pass here: nothing waits."""

import gzip
import secrets
from io import BytesIO

from july.live.wsgi import Answer

LEAST = 1_000
"""Bytes below which it is not worth the work."""
LEVEL = 4
"""A page of 40 kB takes half a millisecond, in which other threads go on; 9 takes four times that
and gains three per cent."""
TYPES = frozenset(
    {
        "application/atom+xml",
        "application/json",
        "application/manifest+json",
        "application/xml",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/xml",
    }
)
"""What is text; pictures are compressed already."""
MOST_PADDING = 100
"""Bytes of chance in each answer, so that nobody guesses what stands in a page by its length
(https://www.breachattack.com)."""


def compressed(answer: Answer, accepts: str) -> Answer:
    """The answer for a client with that `Accept-Encoding`."""
    if not _is_worth_it(answer):
        return answer
    vary = answer.header("vary")
    parts = [*([vary] if vary else []), "Accept-Encoding"]
    if not takes_gzip(accepts):
        return Answer(answer.status, _replaced(answer, {"Vary": ", ".join(parts)}), answer.body)
    body = _gzip(answer.body)
    changes = {
        "Vary": ", ".join(parts),
        "Content-Encoding": "gzip",
        "Content-Length": str(len(body)),
    }
    tag = answer.header("etag")
    if tag and not tag.startswith("W/"):
        changes["ETag"] = f"W/{tag}"  # the same content, in other bytes
    return Answer(answer.status, _replaced(answer, changes), body)


def takes_gzip(accepts: str) -> bool:
    """Whether that `Accept-Encoding` names gzip (RFC 9110, 12.5.3)."""
    for each in accepts.lower().split(","):
        name, _, quality = each.replace(" ", "").partition(";q=")
        if name in {"gzip", "x-gzip"}:
            return quality.strip("0.") != "" or not quality
    return False


def _is_worth_it(answer: Answer) -> bool:
    kind = (answer.header("content-type") or "").partition(";")[0].strip()
    plain = answer.status == 200 and answer.header("content-encoding") is None
    return plain and kind in TYPES and len(answer.body) >= LEAST


def _gzip(body: bytes) -> bytes:
    name = "a" * secrets.randbelow(MOST_PADDING)
    written = BytesIO()
    with gzip.GzipFile(name, "wb", LEVEL, written, mtime=0) as file:
        file.write(body)
    return written.getvalue()


def _replaced(answer: Answer, changes: dict[str, str]) -> list[tuple[str, str]]:
    names = {name.lower() for name in changes}
    kept = [(name, value) for name, value in answer.headers if name.lower() not in names]
    return kept + list(changes.items())
