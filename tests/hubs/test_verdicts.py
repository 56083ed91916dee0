"""What became of a delivery, in sentences."""

from typing import Any

from django.utils.translation import override

from july.contest.verdicts import Verdict
from july.hubs.verdicts import MEANINGS, Told, tell
from july.projects.models import Delivery


def told(status: int, answer: dict[str, Any], host: str = "github") -> Told:
    return tell(Delivery(id="d", host=host, received=0, status=status, answer=answer))


def commits(*verdicts: str, points: int = 0) -> dict[str, Any]:
    return {"commits": [{"verdict": verdict, "points": points} for verdict in verdicts]}


def sentences(delivery: Told) -> tuple[str, ...]:
    return tuple(reason.text for reason in delivery.reasons)


def test_every_verdict_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Verdict)


def test_counted_commits_tell_their_points(context: None) -> None:
    delivery = told(201, commits("counted", "counted", points=6))
    assert sentences(delivery) == ("2 commits counted: 12 points.",)
    assert delivery.mood == "good"


def test_each_verdict_has_its_sentence_the_most_frequent_first(context: None) -> None:
    delivery = told(200, commits("outside", "duplicate", "duplicate"))
    assert sentences(delivery) == (
        "2 commits: already counted before, here or in a fork.",
        "1 commit: made outside the days of every game.",
    )
    assert delivery.mood == "neutral"


def test_commits_of_a_private_repository_have_nothing_but_a_verdict(context: None) -> None:
    delivery = told(200, {"commits": [{"verdict": "private"}]})
    assert sentences(delivery) == (
        "1 commit: in a private repository, of which July keeps nothing.",
    )


def test_a_ping_says_that_the_hook_works(context: None) -> None:
    delivery = told(200, {"message": "pong", "commits": []})
    assert sentences(delivery) == ("A ping, answered with pong: the hook works.",)


def test_an_ignored_event_says_why(context: None) -> None:
    delivery = told(200, {"message": "tags do not count", "commits": []})
    assert sentences(delivery) == ("Tags do not count.",)


def test_a_refusal_says_what_was_wrong(context: None) -> None:
    delivery = told(400, {"error": {"code": "bad_field", "message": "the secret differs"}})
    assert sentences(delivery) == ("Refused. The secret differs.",)
    assert delivery.mood == "bad"


def test_the_host_has_its_own_name(context: None) -> None:
    assert told(200, {}).host == "GitHub"
    assert told(200, {}, host="gone").host == "gone"


def test_what_the_api_answered_is_told_in_the_language_of_the_reader(context: None) -> None:
    error = {"code": "bad_signature", "message": "The delivery is not signed."}
    with override("de"):
        (refused,) = sentences(told(401, {"error": error}, "gitea"))
        (ignored,) = sentences(told(200, {"message": "A deleted branch brings no commits."}))
        (counted,) = sentences(told(201, commits("counted", points=11)))
    assert refused.startswith("Abgelehnt. Die Zustellung ist nicht mit dem Secret")
    assert "Gitea, Forgejo und Gogs" in refused
    assert ignored == "Ein gelöschter Branch bringt keine Commits."
    assert counted == "1 Commit gezählt: 11 Punkte."
