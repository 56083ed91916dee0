"""`manage.py serve` in a process of its own: under which address, and how often."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.processes import Process, manage

pytestmark = pytest.mark.processes

Serve = Callable[..., Process]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts serving, without an address in the environment; ends it with the test."""
    running: list[Process] = []

    def serve(*options: str) -> Process:
        program = manage("serve", "--port", "0", *options)
        process = Process(program, {"JULY_DATA": str(tmp_path)})
        running.append(process)
        return process

    yield serve
    for process in running:
        process.close()


def announced(process: Process) -> str:
    """The address that it says it serves, once it does."""
    words = process.stdout.readline().split()
    assert words[:2] == ["July", "serves"], process.communicate()
    assert words[2].endswith(f":{words[-1]}")
    return words[2]


@pytest.mark.parametrize(
    ("host", "named"),
    [("127.0.0.1", "127.0.0.1"), ("127.0.0.5", "127.0.0.5"), ("0.0.0.0", "127.0.0.1")],
)
def test_pages_answer_under_the_address_that_is_announced(
    serve: Serve, host: str, named: str
) -> None:
    address = urlsplit(announced(serve("--host", host)))
    assert address.hostname == named
    assert address.port
    with closing(http.client.HTTPConnection(named, address.port, timeout=30)) as line:
        line.request("GET", "/")
        assert line.getresponse().status == 200


def test_an_address_of_ipv6_stands_in_brackets(serve: Serve) -> None:
    process = serve("--host", "::1")
    address = announced(process)
    assert address.startswith("http://[::1]:")
    with closing(http.client.HTTPConnection("::1", urlsplit(address).port, timeout=30)) as line:
        line.request("GET", "/", headers={"Host": urlsplit(address).netloc})
        assert line.getresponse().status == 200


def test_a_folder_that_is_served_is_not_served_again_until_that_ends(
    serve: Serve, tmp_path: Path
) -> None:
    first = serve()
    announced(first)
    second = serve()
    _, told = second.communicate(timeout=60)
    assert second.returncode == 1
    (line,) = told.splitlines()
    assert str(tmp_path) in line
    first.kill()
    first.wait(60)
    announced(serve())
