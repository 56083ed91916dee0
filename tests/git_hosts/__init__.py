"""Git hosts as July meets them, played by servers on the loopback.

    with playing(GitHub()) as host, registered(host):
        host.somebody = Somebody(id="583231", login="octocat", …)

    with serving(GitHubServer()) as …

One plays what signs people in, the other their repositories. Each answers as its host documents it,
where it refuses too. `host.trouble["user"] = …`, and what is in `server.next`, makes one of its
answers another one; `asked` tells what it was asked.
"""

from tests.git_hosts.hosts import Bitbucket, GitHub, GitLab
from tests.git_hosts.loopback import Asked
from tests.git_hosts.playing import playing, registered
from tests.git_hosts.signing_in import GitHost, Somebody, Trouble

__all__ = [
    "Asked",
    "Bitbucket",
    "GitHost",
    "GitHub",
    "GitLab",
    "Somebody",
    "Trouble",
    "playing",
    "registered",
]
