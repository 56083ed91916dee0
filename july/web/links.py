"""Addresses that lead somewhere on this site, and those of files that browsers load.

What other sites are told are full addresses, which begin with the site's own.
"""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.http import url_has_allowed_host_and_scheme

from july import plugins
from july.config import settings
from july.lib.digests import digest_of_file

STATIC_ROOT = Path(__file__).parents[2] / "static_root"


def own_path(address: str, otherwise: str) -> str:
    """`address` if it is a path of this site, else `otherwise`: nobody is sent elsewhere."""
    inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if inside else otherwise


@lru_cache(maxsize=500)
def static(name: str) -> str:
    """Path of a file below static_root, new whenever the file is another.

    Or of one of a plugin's: `haiku/poem.css` is `static/poem.css` in the package of `haiku`.
    """
    return f"/static/{name}?v={digest_of_file(_static_file(name))}"


def _static_file(name: str) -> Path:
    first, _, rest = name.partition("/")
    folder = plugins.static_folders().get(first)
    return STATIC_ROOT / name if folder is None else folder / rest


def absolute(path: str) -> str:
    """The full address of a path."""
    return f"{settings().base_url}{path}"


def address_of_page(request: HttpRequest) -> str:
    """The one full address of a page: of what may be asked of it only the game makes it another."""
    game = request.GET.get("game")
    path = absolute(escape_uri_path(request.path))
    return f"{path}?{urlencode({'game': game})}" if game else path


def beside(address: str, name: str) -> str:
    """The address of something that belongs to a page: `card.png` of it, in the same game."""
    page, mark, query = address.partition("?")
    return f"{page}{name}{mark}{query}"
