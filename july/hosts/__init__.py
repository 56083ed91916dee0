"""Git hosts: from the deliveries they send to one `Push`. All of it is pure.

A host is a folder with `parser.py` and `signature.py`; adding one touches its folder and HOSTS.
"""

from collections.abc import Mapping
from types import MappingProxyType

from july.hosts import bitbucket, gitea, github, gitlab, push
from july.hosts.host import Host, Instructions

HOSTS: Mapping[str, Host] = MappingProxyType(
    {host.name: host for host in (github.HOST, bitbucket.HOST, gitlab.HOST, gitea.HOST, push.HOST)}
)

__all__ = ["HOSTS", "Host", "Instructions"]
