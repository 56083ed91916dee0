"""What a delivery says, in the same words whichever host sent it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a commit: name and email as git has them, and the host's user name where it tells.

    The email is "" where the host sends none.
    """

    name: str
    email: str
    username: str | None


@dataclass(frozen=True, slots=True)
class PushedCommit:
    """One commit of a push.

    `time` has the author's own offset, None if the commit is undated. `url` is an http or https
    address or "". `files` are the paths that the commit adds, changes or removes, each once; empty
    where the host sends none.
    """

    hash: str
    message: str
    time: datetime | None
    url: str
    author: Author
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as its host sees it.

    `host` is a key of `july.hosts.HOSTS`, `site` the host name of the server (`github.com`), `id`
    what stays the same when the repository is renamed, None where the host sends none. `url` is
    the address of its web page or "". `owner` may hold slashes (groups of GitLab) or be "".
    """

    host: str
    site: str
    id: str | None
    owner: str
    name: str
    url: str
    private: bool


@dataclass(frozen=True, slots=True)
class Push:
    """Commits that came to a branch, the oldest first.

    `ref` is the full name of the branch (`refs/heads/main`) or "". `total` is the number of commits
    pushed where the host says that there were more than it lists, else None.
    """

    repository: Repository
    ref: str
    commits: tuple[PushedCommit, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Ping:
    """The host asks whether anybody is there."""

    text: str


@dataclass(frozen=True, slots=True)
class RepositoryChanged:
    """A repository was renamed, transferred, privatized, publicized or deleted.

    `repository` is how it is now, `previous` how it was called before, where the host tells.
    """

    repository: Repository
    action: str
    previous: Repository | None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A real delivery that July makes nothing of, with the reason as a sentence."""

    event: str
    reason: str


Content = Push | Ping | RepositoryChanged | Ignored
