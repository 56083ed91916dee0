"""Starting and stopping: ports that can't be had, and signals."""

import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from july.errors import ConfigurationError
from july.site.server import bind

pytestmark = pytest.mark.processes

PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from july import channel
    from july.site.front import Site
    from july.site.life import Life
    from july.site.server import serve

    def main(environ, start_response):
        start_response("200 OK", [])
        return [b"hello"]

    life = Life(shutdown=lambda switchboard: print("closed", flush=True))
    site = Site(main=main, api=main, channel=channel.app, static=Path("."), life=life)
    serve(site, "127.0.0.1", 0, ready=lambda port: print(port, flush=True))
    print("returned", flush=True)
    """
)


def test_a_port_in_use_is_told_in_one_line() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError) as caught:
            bind("127.0.0.1", port)
    assert f"Can't serve on 127.0.0.1 port {port}: " in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(("host", "port"), [("203.0.113.1", 0), ("no.such.invalid", 0)])
def test_an_address_that_is_not_here_is_told(host: str, port: int) -> None:
    with pytest.raises(ConfigurationError, match=f"Can't serve on {host}"):
        bind(host, port)


@pytest.mark.parametrize("port", [65_536, -1])
def test_a_port_that_is_none_is_told(port: int) -> None:
    with pytest.raises(ConfigurationError, match=f"Can't serve on 127.0.0.1 port {port}"):
        bind("127.0.0.1", port)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_streams_and_the_site_returns(sent: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    try:
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"GET /events HTTP/1.1\r\nHost: testserver\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 200 OK")
            process.send_signal(sent)
            while line.recv(4096):
                pass
        assert process.stdout.read().split() == [b"closed", b"returned"]
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
