"""TLS before a server that has none, as a proxy does it."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread


@contextmanager
def tls_before(
    port: int, certificate: Path, key: Path, *, clients: Path | None = None
) -> Iterator[int]:
    """A port of this machine behind which `port` is; only for `clients`' authority, if named."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if clients is not None:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    listening = socket.create_server(("127.0.0.1", 0))
    open_sockets: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError):
                outer = context.wrap_socket(plain, server_side=True)
                inner = socket.create_connection(("127.0.0.1", port))
                open_sockets.extend((outer, inner))
                for one, other in ((outer, inner), (inner, outer)):
                    Thread(target=pump, args=(one, other), daemon=True).start()
            plain.close()

    thread = Thread(target=accept)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        for each in open_sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def pump(one: socket.socket, other: socket.socket) -> None:
    """Send on what comes, until one of the two ends."""
    with suppress(OSError, ValueError):
        while piece := one.recv(65536):
            other.sendall(piece)
    for each in (one, other):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
