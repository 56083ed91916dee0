"""Pictures that people have at their git host: fetched once, drawn anew, and served from here.

No visitor's browser ever asks the host. An address that a host has told is asked only by https, at
a public address of the internet, so that nobody makes July ask something in its own network; the
sites that the operator has named are trusted.
"""

import logging
import socket
import ssl
import time
from collections.abc import Collection
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

from july.errors import BadField
from july.people.pictures import LARGEST, set_picture
from july.people.queries import find_person

logger = logging.getLogger("july.people")

TAKE = "people.take_picture"
SECONDS = 10.0
"""How long all of it may take."""
MOST_STEPS = 4
"""Addresses on the way to the picture; hosts send on to where they keep them."""
PIECE = 65_536
TRANSLATED = ip_network("64:ff9b::/96")
"""Behind these stand any addresses of version 4 (RFC 6052)."""
_FAILURES = (OSError, HTTPException, ValueError)


def take_picture(name: str, address: str, trusted: Collection[str] = ()) -> bool:
    """Let who has no picture of their own have the one at that address; True if they have it now.

    What can't be had leaves them the drawn one. May be repeated.
    """
    person = find_person(name)
    if person is None or person.disabled or person.picture:
        return False
    try:
        set_picture(person.name, fetch(address, trusted))
    except BadField as error:
        logger.info("The picture of %s at their host is not taken: %s", name, error.message)
        return False
    return True


def fetch(address: str, trusted: Collection[str] = ()) -> bytes:
    """What is at an address, at most as much as a picture may have.

    `trusted` are origins, like `https://git.example.org`, that may be anywhere. Raises BadField.
    """
    ends = time.monotonic() + SECONDS
    try:
        for _ in range(MOST_STEPS):
            parts = _checked(address, trusted)
            with closing(_connect(parts, trusted, ends)) as connection:
                response = _ask(connection, parts)
                if not 300 <= response.status < 400:
                    return _read(response, ends)
                address = urljoin(address, response.getheader("Location", ""))
    except _FAILURES as error:
        logger.info("%s: %s", address, error)
        raise _refused("it does not come") from None
    raise _refused("it is sent on and on")


def _checked(address: str, trusted: Collection[str]) -> SplitResult:
    parts = urlsplit(address)
    if not parts.hostname or "@" in parts.netloc or not address.isascii():
        raise _refused("its address can't be used")
    if parts.scheme != "https" and _origin(parts) not in trusted:
        raise _refused("its address does not begin with https://")
    return parts


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def _connect(parts: SplitResult, trusted: Collection[str], ends: float) -> HTTPConnection:
    """A connection to the very address that was checked: a name may mean another the next time."""
    host, encrypted = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if encrypted else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if _origin(parts) not in trusted:
        found = [each for each in found if _is_public(str(each[4][0]))]
    if not found:
        raise _refused("it is nowhere on the internet")
    family, kind, protocol, _, place = found[0]
    connection = HTTPConnection(host, port)
    connection.sock = socket.socket(family, kind, protocol)
    connection.sock.settimeout(_left(ends))
    connection.sock.connect(place)
    if encrypted:
        tls = ssl.create_default_context()
        connection.sock = tls.wrap_socket(connection.sock, server_hostname=host)
    return connection


def _is_public(address: str) -> bool:
    """Whether it is one of the internet, and does not stand for another one."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and (found.ipv4_mapped or found.sixtofour or found.teredo):
        return False
    return found.is_global and not found.is_multicast and found not in TRANSLATED


def _ask(connection: HTTPConnection, parts: SplitResult) -> HTTPResponse:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": "image/webp, image/png, image/jpeg", "User-Agent": "July"}
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _read(response: HTTPResponse, ends: float) -> bytes:
    if response.status != 200:
        raise _refused(f"it is answered with {response.status}")
    data = b""
    while len(data) <= LARGEST and (piece := response.read1(PIECE)):
        data += piece
        _left(ends)
    return data


def _left(ends: float) -> float:
    """The seconds that are left. Raises TimeoutError when there are none."""
    left = ends - time.monotonic()
    if left <= 0:
        message = "it takes too long"
        raise TimeoutError(message)
    return left


def _refused(why: str) -> BadField:
    return BadField(f"The picture at the git host is not taken: {why}.", field="picture")
