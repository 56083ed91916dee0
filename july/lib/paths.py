"""Addresses inside the site, as paths: they work under whatever name people reach it."""

from urllib.parse import quote, urlencode


def path_to(kind: str, slug: str = "", **parameters: str | None) -> str:
    """Path of the page about a thing, or of all of its kind.

    Parameters that are None or empty stay out of it.
    """
    path = f"/{kind}/{quote(slug, safe='')}/" if slug else f"/{kind}/"
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
