"""Git hosts: from the deliveries they send to one `Push`, and asking some of them.

A host is a folder with `parser.py` and `signature.py`, which are pure; adding one touches its
folder and `hosts()`; a plugin adds one by the hook of that name. Where people can sign in there are
`oauth.py` and `client.py` as well: only the latter asks the host anything, and
`july.hosts.clients` has them all.
"""

from collections.abc import Iterable

from july.hosts import bitbucket, gitea, github, gitlab, push
from july.hosts.host import Host, Instructions
from july.hosts.known import HOSTS
from july.plugins import hookimpl

__all__ = ["HOSTS", "Host", "Instructions"]


@hookimpl
def hosts() -> Iterable[Host]:
    """July's own."""
    return (github.HOST, bitbucket.HOST, gitlab.HOST, gitea.HOST, push.HOST)
