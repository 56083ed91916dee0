"""Serves the files below a folder, and those of plugins below their names."""

import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from webob import exc
from webob.request import BaseRequest
from webob.response import Response

from july.lib.digests import digest_of_file

KEEP_SECONDS = 600
"""How long a browser may use a file without asking; then its tag decides."""
SHORT = f"public, max-age={KEEP_SECONDS}"
FOREVER = "public, max-age=31536000, immutable"
"""For an address with the digest of its file: another file has another address."""

# What the machine's own tables say is left out, so that every machine says the same.
_TYPES = mimetypes.MimeTypes()
for _ending, _type in {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".map": "application/json",
}.items():
    _TYPES.add_type(_type, _ending)


Folders = Path | Mapping[str, Path]
"""One folder, or several: that called "", and below their names all others."""


def static_files(folders: Folders) -> WSGIApplication:
    """The WSGI application that serves the files below a folder under their relative paths."""
    given = {"": folders} if isinstance(folders, Path) else folders
    named = {name: each.resolve() for name, each in given.items()}

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace").lstrip("/")
        name, _, rest = asked.partition("/")
        path = _file(named[name], rest) if name in named else _file(named[""], asked)
        if path is None:
            response = exc.HTTPNotFound("There is no such file.")
        elif environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            response = exc.HTTPMethodNotAllowed("A file can be read and nothing else.")
            response.headers["Allow"] = "GET, HEAD"
        else:
            response = _file_response(path, environ["QUERY_STRING"])
        return BaseRequest(environ).send(response)(environ, start_response)

    return serve


def _file(root: Path, asked: str) -> Path | None:
    """The file meant, if there is one and it is inside `root`."""
    try:
        path = (root / asked.lstrip("/")).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError):  # no name that a file could have
        return None


def _file_response(path: Path, query: str) -> Response:
    status = path.stat()
    kind = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
    return Response(
        body=path.read_bytes(),
        content_type=kind,
        charset="utf-8" if kind.startswith("text/") else None,
        etag=f"{status.st_mtime_ns:x}-{status.st_size:x}",
        last_modified=int(status.st_mtime),
        cache_control=FOREVER if query == f"v={digest_of_file(path)}" else SHORT,
        conditional_response=True,
    )
