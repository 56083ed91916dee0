"""The pages: `app` is a WSGI application of its own, made by Django at its first request.

A wrong setting ends whoever imports this.

No module here may be called `app`: importing it would replace the callable.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

from july.config import settle
from july.lib.observed import Observed

__all__ = ["app", "warm_up"]

settle()


def _app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request for a page."""
    return _application()(environ, start_response)


app = Observed("main", _app)


def warm_up() -> None:
    """Load everything now that the first request would otherwise have to wait for."""
    _application()


# Made late: settings are read when the application is made, and Django imports this package to
# find them.
@lru_cache(maxsize=1)
def _application() -> WSGIApplication:
    pages = get_wsgi_application()
    urls, applications = map(import_module, ("july.main.urls", "july.main.applications"))
    beside: WSGIApplication = applications.beside(pages, urls.APPLICATIONS)
    return beside
