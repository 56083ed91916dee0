"""A project's identity and its name in addresses."""

import hashlib
import re

from july.hosts import HOSTS
from july.hosts.values import Repository

LONGEST = 400


def identity(repository: Repository) -> str:
    """What stays the same when a repository is renamed: its host's id for it, else its address."""
    if repository.id:
        name = f"{repository.host}:{repository.site}:{repository.id}"
    else:
        address = repository.url.partition("://")[2].rstrip("/")
        place = address or f"{repository.site}/{repository.owner}/{repository.name}"
        name = f"{repository.host}:{place}".lower()
    if len(name.encode()) > LONGEST:
        name = f"{repository.host}:{hashlib.sha256(name.encode()).hexdigest()}"
    return name


def slug_of(repository: Repository) -> str:
    """The slug a repository would like: prefix, owner and name, joined by dashes."""
    parts = (HOSTS[repository.host].prefix, repository.owner, repository.name)
    text = "-".join(part for part in parts if part).lower()
    return re.sub(r"[^\w.]|_", "-", text)[:200]
