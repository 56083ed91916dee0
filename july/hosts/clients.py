"""Which git hosts July can ask about somebody's repositories.

Apart from HOSTS, so that whatever only reads deliveries can ask nobody.
"""

from collections.abc import Mapping
from types import MappingProxyType

from july.hosts.bitbucket.client import BitbucketClient
from july.hosts.client import HostClient
from july.hosts.github.client import GitHubClient
from july.hosts.gitlab.client import GitLabClient

CLIENTS: Mapping[str, type[HostClient]] = MappingProxyType(
    {"github": GitHubClient, "gitlab": GitLabClient, "bitbucket": BitbucketClient}
)
