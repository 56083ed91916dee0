"""Git hosts: from the deliveries they send to one `Push`, and asking some of them.

A host is a folder with `parser.py` and `signature.py`, which are pure; adding one touches its
folder and HOSTS. Where people can sign in there are `oauth.py` and `client.py` as well: only the
latter asks the host anything, and `july.hosts.clients` has them all.
"""

from collections.abc import Mapping
from types import MappingProxyType

from july.hosts import bitbucket, gitea, github, gitlab, push
from july.hosts.host import Host, Instructions

HOSTS: Mapping[str, Host] = MappingProxyType(
    {host.name: host for host in (github.HOST, bitbucket.HOST, gitlab.HOST, gitea.HOST, push.HOST)}
)

__all__ = ["HOSTS", "Host", "Instructions"]
