"""What is stored beside a push: in the last of its transactions, or not at all."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from july.contest.record import Recording, record
from july.hosts import HOSTS
from july.hosts.values import Push
from july.projects.models import Delivery
from july.projects.queries import find_delivery
from july.stores.plain import Plain, plain
from july.testing.site import Site


def push_of(site: Site, *commits: dict[str, Any]) -> Push:
    content = HOSTS["push"].parse({}, json.dumps(site.body(*commits)).encode())
    assert isinstance(content, Push)
    return content


def kept(recording: Recording) -> list[Plain]:
    answer = [outcome.verdict.value for outcome in recording.outcomes]
    return [plain(Delivery)(id="one", host="push", answer=answer)]


def answer_kept() -> object:
    delivery = find_delivery("one")
    return delivery.answer if delivery else None


def test_it_is_given_what_became_of_all_commits(site: Site, octo: str) -> None:
    stranger = site.commit("nobody@example.org")
    record(push_of(site, site.commit(), stranger, site.commit()), beside=kept)
    assert answer_kept() == ["counted", "orphan", "counted"]


def test_it_is_stored_where_nothing_is_booked(site: Site, octo: str) -> None:
    record(push_of(site, site.commit(timestamp=None)), beside=kept)
    assert answer_kept() == ["undated"]


def test_it_is_stored_for_a_push_without_commits(site: Site) -> None:
    record(push_of(site), beside=kept)
    assert answer_kept() == []


def test_where_it_fails_the_commits_do_not_count(site: Site, octo: str) -> None:
    def failing(_recording: Recording) -> Sequence[Plain]:
        raise LookupError

    with pytest.raises(LookupError):
        record(push_of(site, site.commit()), beside=failing)
    assert site.board("people") == []
