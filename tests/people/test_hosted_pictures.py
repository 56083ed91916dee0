"""Pictures at git hosts: what is fetched from them, and what July is not made to ask."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from july import deferred
from july.errors import BadField
from july.people import hosted_pictures
from july.people.hosted_pictures import TAKE, fetch, take_picture
from july.people.pictures import LARGEST, picture_of, redraw
from july.people.queries import find_person
from july.testing.site import Site
from tests.people.test_pictures import drawn


class Host(BaseHTTPRequestHandler):
    """A git host that keeps pictures, and some that are none."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/me.png?size=256")
            self.end_headers()
            return
        if self.path in {"/circle", "/inside", "/file"}:
            targets = {
                "/circle": "/circle",
                "/inside": "http://localhost:9/",
                "/file": "file:///etc/passwd",
            }
            self.send_response(302)
            self.send_header("Location", targets[self.path])
            self.end_headers()
            return
        bodies = {"/me.png?size=256": drawn(), "/large": bytes(2 * LARGEST), "/page": b"<html>"}
        self.send_response(200 if self.path in bodies else 404)
        self.end_headers()
        self.wfile.write(bodies.get(self.path, b""))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """The origin of a git host on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/me.png?size=256", "/moved"])
def test_a_picture_at_a_host_is_fetched(host: str, path: str) -> None:
    assert fetch(f"{host}{path}", {host}) == drawn()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nothing", "answered with 404"),
        ("/circle", "sent on and on"),
        ("/inside", "does not begin with https"),
        ("/file", "can't be used"),
    ],
)
def test_what_does_not_come_is_not_taken(host: str, path: str, why: str) -> None:
    with pytest.raises(BadField, match=why):
        fetch(f"{host}{path}", {host})


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_july_is_not_made_to_ask_its_own_network(place: str) -> None:
    with pytest.raises(BadField, match="nowhere on the internet"):
        fetch(f"https://{place}/me.png")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://8.8.8.8/", "does not begin with https"),
        ("ftp://example.org/", "does not begin with https"),
        ("file:///etc/passwd", "can't be used"),
        ("https://octo@example.org/", "can't be used"),
        ("https://example.org/ü", "can't be used"),
        ("https://127.0.0.1:99999/", "does not come"),
        ("https://", "can't be used"),
        ("", "can't be used"),
    ],
)
def test_an_address_that_can_not_be_is_not_asked(address: str, why: str) -> None:
    with pytest.raises(BadField, match=why):
        fetch(address)


def test_no_more_is_read_than_a_picture_may_have(host: str) -> None:
    assert LARGEST < len(fetch(f"{host}/large", {host})) <= LARGEST + hosted_pictures.PIECE


def test_who_has_no_picture_has_that_of_their_host(site: Site, octo: str, host: str) -> None:
    assert take_picture("octo", f"{host}/moved", {host})
    person = find_person("octo")
    assert person is not None
    assert picture_of(person) == redraw(drawn())
    assert not take_picture("octo", f"{host}/moved", {host})  # they have one


@pytest.mark.parametrize("path", ["/large", "/page", "/nothing"])
def test_what_is_no_picture_leaves_the_drawn_one(
    site: Site, octo: str, host: str, path: str
) -> None:
    assert not take_picture("octo", f"{host}{path}", {host})
    person = find_person("octo")
    assert person is not None
    assert person.picture is None


def test_the_task_gives_up_what_can_not_be_had(site: Site, octo: str) -> None:
    deferred.defer(TAKE, ("octo", "https://127.0.0.1/me.png"))
    site.drain()
    assert site.waiting(TAKE) == 0
