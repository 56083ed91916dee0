"""Rules that leave commits out, given by the hook `exclusions`.

July's own reasons not to count a commit are verdicts of their own (`july.contest.verdicts`), each
with a word that is a promise; the rules given here share one, `excluded`, and their names.
"""

from collections.abc import Callable
from dataclasses import dataclass

from july.hosts.values import Push, PushedCommit
from july.lib.words import Text
from july.plugins.gathered import Gathered


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A rule that leaves some commits out.

    `name` is stored and answered with each of them, `about` says which commits it leaves out, as
    people read it ("It only says: fix."). `excludes` is pure: it knows the commit and its push,
    asks nobody and is quick.
    """

    name: str
    about: Text
    excludes: Callable[[PushedCommit, Push], bool]


EXCLUSIONS = Gathered("exclusions", Exclusion, lambda exclusion: exclusion.name)


def excluded_by(commit: PushedCommit, push: Push) -> str | None:
    """The name of the first rule that leaves the commit out, if there is one.

    A rule that raises or gives anything but true or false leaves nothing out; it is the fault of
    whoever gave it.
    """
    for gift in EXCLUSIONS:
        exclusion = gift.thing
        with gift.trying(f"exclusion {exclusion.name}"):
            if _asked(exclusion, commit, push):
                return exclusion.name
    return None


def _asked(exclusion: Exclusion, commit: PushedCommit, push: Push) -> bool:
    answer: object = exclusion.excludes(commit, push)
    if not isinstance(answer, bool):
        message = f"{answer!r} is neither True nor False"
        raise TypeError(message)
    return answer
