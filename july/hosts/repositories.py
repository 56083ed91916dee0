"""Repositories: their names and addresses, as far as hosts agree on them."""

import re
from dataclasses import replace

from july.hosts.fields import Fields
from july.hosts.texts import path_of, web_url
from july.hosts.values import Repository

_API_HOST = re.compile(r"(https?://)api\.([^/]+)/repos/")
_API_PATH = re.compile(r"/api/v\d+/repos/")


def repository_url(repository: Fields) -> str:
    """The address of a repository's web page, "" if it has none.

    Today `url` is the address in the API (`https://api.github.com/repos/o/r`), in 2012 it was that
    of the web page: so `html_url` goes first, and the other is translated.
    """
    url = repository.url("html_url") or repository.url("url")
    return _API_PATH.sub("/", _API_HOST.sub(r"\1\2/", url, count=1), count=1)


def owner_and_name(repository: Fields, url: str) -> tuple[str, str]:
    """Owner and name, from `full_name` or `name`, `owner` and at last the address.

    Raises BadField if there is no name.
    """
    field = "full_name" if repository.has("full_name") else "name"
    owner, name = split_name(repository, field)
    return owner or _login(repository.child("owner")) or owner_in(url), name


def split_name(fields: Fields, field: str) -> tuple[str, str]:
    """`owner/name` in two parts, the owner "" if there is none. Raises BadField without a name."""
    owner, _, name = fields.required_name(field).strip("/").rpartition("/")
    if not name:
        raise fields.wrong(field, "should be the name of a repository")
    return owner, name


def owner_in(url: str) -> str:
    """The owner in a repository's address: its path but the last part; "" if there is none."""
    return "/".join(path_of(url)[:-1])


def page_at(base: str, owner: str, name: str) -> str:
    """The address of a repository's page on the server at `base`; "" without an owner."""
    return web_url(f"{base}/{owner}/{name}") if owner else ""


def called(repository: Repository, owner: str, name: str) -> Repository:
    """The same repository under another name, at the address that it would have then."""
    base = repository.url.removesuffix(f"/{repository.owner}/{repository.name}")
    url = "" if base == repository.url else page_at(base, owner, name)
    return replace(repository, owner=owner, name=name, url=url)


def _login(owner: Fields) -> str:
    return owner.name("login") or owner.name("username") or owner.name("name")
