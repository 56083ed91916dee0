"""Exclusions of plugins: commits that a rule of the site leaves out."""

import pytest
from webtest import TestApp

from july.contest.exclusions import Exclusion
from july.contest.queries import find_commit
from july.hosts.values import Push, PushedCommit
from july.hubs.verdicts import tell, tell_commits
from july.plugins import close_plugins
from july.projects.models import Delivery
from july.testing.site import Site
from tests.plugins.conftest import Plug


def says_only_fix(commit: PushedCommit, _push: Push) -> bool:
    return commit.message.strip().lower() == "fix"


FIX = Exclusion("only-fix", "A message that only says: fix.", says_only_fix)


def gives(answer: object) -> Exclusion:
    """A rule that answers that, or raises it, for every commit."""

    def excludes(_commit: PushedCommit, _push: Push) -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    return Exclusion("odd", "Something odd.", excludes)


def verdicts(answer: object) -> list[str]:
    return [commit["verdict"] for commit in answer.json["commits"]]  # type: ignore[attr-defined]


def test_a_commit_that_a_rule_leaves_out_scores_for_nobody(
    site: Site, octo: str, plug: Plug
) -> None:
    plug(exclusions=[FIX])
    commit = site.commit(message="fix")
    answer = site.push(commit, site.commit())
    excluded, counted = answer.json["commits"]
    assert excluded == {
        "hash": commit["id"],
        "verdict": "excluded",
        "points": 0,
        "person": "octo",
        "game": None,
        "rule": "only-fix",
    }
    assert (counted["verdict"], "rule" in counted) == ("counted", False)
    assert find_commit(commit["id"]) is None
    site.drain()
    assert site.differences() == []


def test_it_may_count_later_when_the_rule_is_gone(site: Site, octo: str, plug: Plug) -> None:
    plug(exclusions=[FIX])
    commit = site.commit(message="fix")
    assert verdicts(site.push(commit)) == ["excluded"]
    close_plugins()
    assert verdicts(site.push(commit)) == ["counted"]


def test_julys_own_reasons_come_first(site: Site, octo: str, plug: Plug) -> None:
    plug(exclusions=[gives(True)])
    bot = {"name": "rename[bot]", "email": "octo@example.org"}
    answer = site.push(
        site.commit(author=bot),
        site.commit(timestamp="2026-01-01T00:00:00Z"),
        site.commit(),
    )
    assert verdicts(answer) == ["bot", "outside", "excluded"]


def test_what_has_counted_already_is_a_duplicate(site: Site, octo: str, plug: Plug) -> None:
    commit = site.commit(message="fix")
    site.push(commit)
    close_plugins()
    plug(exclusions=[FIX])
    (answer,) = site.push(commit).json["commits"]
    assert (answer["verdict"], "rule" in answer) == ("duplicate", False)


@pytest.mark.parametrize("answer", [None, 1, "yes", RuntimeError("no dictionary")])
def test_a_rule_that_fails_leaves_nothing_out_and_is_told_of(
    site: Site, octo: str, plug: Plug, answer: object
) -> None:
    plugin = plug(exclusions=[gives(answer)])
    assert verdicts(site.push(site.commit())) == ["counted"]
    (fault,) = plugin.faults
    assert fault.startswith("exclusion odd: ")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("only-fix", "'only-fix' is no Exclusion"),
        (Exclusion("Only fix!", "", says_only_fix), "'Only fix!' can't be a name"),
        (FIX, "there is another Exclusion called 'only-fix'"),
    ],
)
def test_what_is_no_rule_is_refused_and_the_others_stay(
    site: Site, octo: str, plug: Plug, given: object, fault: str
) -> None:
    plugin = plug(exclusions=[FIX, given])
    assert verdicts(site.push(site.commit(message="fix"))) == ["excluded"]
    (told,) = plugin.faults
    assert fault in told


def test_the_owner_of_the_hook_reads_what_the_rule_says(site: Site, octo: str, plug: Plug) -> None:
    plug(exclusions=[FIX])
    site.push(site.commit(message="fix"))
    delivery = Delivery.query().get()
    assert [reason.text for reason in tell(delivery).reasons] == [
        "1 commit: left out by a rule of this site."
    ]
    told = "Left out by a rule of this site: A message that only says: fix."
    assert [commit.text for commit in tell_commits(delivery)] == [told]
    close_plugins()
    assert tell_commits(delivery)[0].text == "Left out by a rule of this site: only-fix."


def test_the_help_lists_the_rules_of_the_site(
    site: Site, octo: str, plug: Plug, pages: TestApp
) -> None:
    plug(exclusions=[FIX])
    for path in ("/help/rules/", "/help/faq/"):
        assert "A message that only says: fix." in pages.get(path).text
