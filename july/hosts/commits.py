"""Commits in the shape that GitHub gave them and that most hosts have taken over."""

from collections.abc import Iterable, Sequence

from july.hosts.fields import Fields
from july.hosts.values import Author, PushedCommit

# RFC 5321 allows 254 characters. What is longer is nobody's address.
LONGEST_EMAIL = 320
FILE_LISTS = ("added", "modified", "removed")


def read_commit(commit: Fields, *, file_lists: Sequence[str] = FILE_LISTS) -> PushedCommit:
    """A commit with `id`, `message`, `timestamp`, `url`, `author` and lists of files.

    Its time is the author's date where the host sends it, because `timestamp` is the committer's on
    GitHub and moves with every rebase. Raises BadField, above all if the id is missing.
    """
    author = commit.child("author")
    return PushedCommit(
        hash=commit.required_name("id").lower(),
        message=commit.text("message"),
        time=author.time("date") or commit.time("timestamp"),
        url=commit.url("url"),
        author=Author(
            name=author.text("name").strip(),
            email=email_of(author.text("email")),
            username=author.text("username").strip() or None,
        ),
        files=unique(path for name in file_lists for path in commit.texts(name)),
    )


def email_of(text: str) -> str:
    """`text` stripped, "" if it is too long to be an address."""
    email = text.strip()
    return email if len(email) <= LONGEST_EMAIL else ""


def unique(paths: Iterable[str]) -> tuple[str, ...]:
    """Every path once, in the order given, without empty ones."""
    return tuple(dict.fromkeys(filter(None, paths)))


def missing_from(listed: int, total: int | None) -> int | None:
    """`total` if a host that listed so many commits says that there were more, else None."""
    return total if total is not None and total > listed else None
