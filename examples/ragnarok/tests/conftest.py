"""A website on this machine that tells whether the world has ended."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from july.testing.site import Site

from ragnarok.models import RagnarokWebsite


@pytest.fixture
def says(site: Site, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Lets the website say something: `says("YES")`. It begins with NO, and is watched for that."""
    page = tmp_path / "index.html"
    page.write_text("NO")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        RagnarokWebsite(id=f"http://127.0.0.1:{server.server_port}/", search_for="NO").put()
        yield lambda text: bool(page.write_text(text))
        server.shutdown()
        thread.join()
