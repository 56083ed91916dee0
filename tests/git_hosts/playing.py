"""Letting a host answer, and the site know it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from july import config
from tests.git_hosts.loopback import Asked, Reply, answering
from tests.git_hosts.signing_in import GitHost

Played = TypeVar("Played", bound=GitHost)


@contextmanager
def playing(host: Played) -> Iterator[Played]:
    """Let the host answer on a free port of this machine."""
    with answering(partial(_answer, host)) as host.url:
        yield host


@contextmanager
def registered(*hosts: GitHost) -> Iterator[None]:
    """The site offers to sign in with those hosts."""
    variables = {name: text for host in hosts for name, text in settings_for(host).items()}
    config.adopt(variables)
    try:
        yield
    finally:
        config.adopt(dict.fromkeys(variables, ""))


def settings_for(host: GitHost) -> dict[str, str]:
    """The variables by which the site knows that host."""
    prefix = f"JULY_{host.name.upper()}"
    return {
        f"{prefix}_CLIENT_ID": host.client_id,
        f"{prefix}_CLIENT_SECRET": host.client_secret,
        f"{prefix}_URL": host.url,
    }


def _answer(host: GitHost, asked: Asked) -> Reply:
    host.asked.append(asked)
    trouble = host.trouble.get(host.part_of(asked))
    if trouble is not None:
        return Reply(
            status=trouble.status,
            headers=trouble.headers,
            text=trouble.body,
            after=trouble.seconds,
        )
    status, told = host.answer(asked)
    if isinstance(told, str):
        return Reply(status=status, text=told, kind="text/html; charset=utf-8")
    return Reply(status=status, text=told) if isinstance(told, bytes) else Reply(told, status)
