"""Why commits did or did not count, and what became of a delivery, in sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from july.contest.exclusions import EXCLUSIONS
from july.contest.feed import safe_link
from july.contest.models import Commit
from july.contest.queries import find_commits
from july.contest.verdicts import Verdict
from july.errors import BadRequest, BadSignature
from july.hosts import HOSTS
from july.hosts.values import Push
from july.lib import clock
from july.lib.words import count, first_line, sentence
from july.projects.models import Delivery

MEANINGS = {
    Verdict.COUNTED: gettext_lazy("counts for its author, project, team, location and languages"),
    Verdict.ORPHAN: gettext_lazy(
        "kept, but no person has verified the author's email yet and gets the points"
    ),
    Verdict.DUPLICATE: gettext_lazy("already counted before, here or in a fork"),
    Verdict.REWRITTEN: gettext_lazy("a rebased or amended copy of a commit that counted already"),
    Verdict.OUTSIDE: gettext_lazy("made outside the days of every game"),
    Verdict.EXCLUDED: gettext_lazy("left out by a rule of this site"),
    Verdict.PRIVATE: gettext_lazy("in a private repository, of which July keeps nothing"),
    Verdict.BOT: gettext_lazy("written by a bot"),
    Verdict.UNDATED: gettext_lazy("without a usable time"),
    Verdict.FUTURE: gettext_lazy("dated more than a day ahead; check the clock of that computer"),
    Verdict.DISOWNED: gettext_lazy("in a project of which the author said: not mine"),
    Verdict.DISABLED: gettext_lazy(
        "in a project, or by a person, that the organisers have disabled"
    ),
}
"""What each verdict says of a commit; the sentence begins with how many."""

GOOD, NEUTRAL, BAD = "good", "neutral", "bad"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is to be said of a delivery."""

    text: str
    verdict: str = ""
    """The verdict of which it tells, if of any; `/help/faq/#verdict-VERDICT` says more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery as its owner reads it."""

    id: str
    host: str
    received: datetime
    mood: str
    """`good` if something counted, `bad` if it was refused, else `neutral`."""
    reasons: tuple[Reason, ...]
    """Everything that is to be said."""


def tell(delivery: Delivery) -> Told:
    """What became of the delivery."""
    received = clock.from_microseconds(delivery.received)
    id = str(delivery.key.id())
    return told_of(id, delivery.host, received, delivery.status, delivery.answer or {})


def told_of(id: str, host: str, received: datetime, status: int, answer: Mapping[str, Any]) -> Told:
    """What became of a delivery that was answered so."""
    title = HOSTS.title_of(host)
    return Told(id, title, received, _mood(status), (*_reasons(answer, title),))


@dataclass(frozen=True, slots=True)
class ToldCommit:
    """One commit of a delivery as its owner reads it."""

    hash: str
    """"" where nothing of it is kept."""
    message: str
    """Its first line, where it is known."""
    url: str
    text: str
    verdict: str
    claimable: bool
    """Whether it waits for somebody to say that its author's email is theirs."""


def tell_commits(delivery: Delivery) -> list[ToldCommit]:
    """What became of each commit of the delivery, with what has become of it since."""
    commits = (delivery.answer or {}).get("commits", [])
    stored = find_commits(commit.get("hash", "") for commit in commits)
    messages = _messages(delivery)
    return [
        _told(commit, stored.get(commit.get("hash", "").lower()), messages) for commit in commits
    ]


def _messages(delivery: Delivery) -> dict[str, str]:
    """What the commits say, by SHA, as long as the body is kept."""
    if not delivery.body or delivery.host not in HOSTS:
        return {}
    try:
        content = HOSTS[delivery.host].parse(delivery.headers or {}, delivery.body)
    except BadRequest:  # a later parser may be stricter than that which took it
        return {}
    commits = content.commits if isinstance(content, Push) else ()
    return {commit.hash: commit.message for commit in commits}


def _told(
    commit: Mapping[str, Any], stored: Commit | None, messages: Mapping[str, str]
) -> ToldCommit:
    verdict, hash = commit["verdict"], commit.get("hash", "")
    return ToldCommit(
        hash=hash,
        message=first_line(stored.message if stored else messages.get(hash, "")),
        url=safe_link(stored.url) if stored else "",
        text=_sentence_of(commit, stored),
        verdict=verdict,
        claimable=verdict == Verdict.ORPHAN and bool(stored and stored.orphan),
    )


def _sentence_of(commit: Mapping[str, Any], stored: Commit | None) -> str:
    verdict = commit["verdict"]
    if verdict == Verdict.COUNTED:
        told = {"person": commit["person"], "points": count(commit["points"], "point", "points")}
        return _("Counted for %(person)s: %(points)s.") % told
    if verdict == Verdict.ORPHAN and stored and stored.person:
        told = {"person": stored.person}
        return _("Kept as nobody's at first; it is of %(person)s by now.") % told
    if verdict == Verdict.ORPHAN and stored and stored.orphan:
        return _("The author's email of this commit is not verified by anybody here.")
    if verdict == Verdict.EXCLUDED:
        return _why_excluded(str(commit.get("rule", "")))
    return sentence(str(MEANINGS.get(verdict, verdict)))


def _why_excluded(rule: str) -> str:
    """What the rule itself says, as long as there is one of that name."""
    known = EXCLUSIONS.get(rule)
    about = str(known.thing.about) if known else rule
    told = _("Left out by a rule of this site: %(rule)s")
    return sentence(told % {"rule": about})


def _mood(status: int) -> str:
    if status >= 400:
        return BAD
    return GOOD if status == 201 else NEUTRAL


def _reasons(answer: Mapping[str, Any], host: str) -> Iterator[Reason]:
    if "error" in answer:
        yield Reason(_("Refused. %(why)s") % {"why": sentence(_refusal(answer["error"], host))})
        return
    commits = answer.get("commits", [])
    if answer.get("message") == "pong":
        yield Reason(_("A ping, answered with pong: the hook works."))
    elif not commits:
        yield Reason(sentence(_(answer.get("message") or "No commits in it")))
    yield from _verdicts(commits)


def _refusal(error: dict[str, Any], host: str) -> str:
    """What the API said, which it says in English, in the reader's language where it can be."""
    if error.get("code") != BadSignature.code:
        return _(error["message"])
    told = _(
        "The delivery is not signed with this hook's secret; "
        "compare the secret set at %(host)s with the one July showed you."
    )
    return told % {"host": _(host)}


def _verdicts(commits: list[dict[str, Any]]) -> Iterator[Reason]:
    """A sentence for each verdict among the commits, the most frequent first."""
    points = sum(commit.get("points") or 0 for commit in commits)
    for verdict, total in Counter(commit["verdict"] for commit in commits).most_common():
        commits_told = count(total, "commit", "commits")
        if verdict == Verdict.COUNTED and points:
            told = {"commits": commits_told, "points": count(points, "point", "points")}
            text = _("%(commits)s counted: %(points)s.") % told
        else:
            told = {"commits": commits_told, "meaning": str(MEANINGS.get(verdict, verdict))}
            text = _("%(commits)s: %(meaning)s.") % told
        yield Reason(text, verdict)
