"""A push is followed by the id of its request: from the answer to the event in the feed."""

import logging
from collections.abc import Iterator
from logging.handlers import BufferingHandler

import pytest

from july import bus
from july.lib.logs import Traced
from july.testing.site import Site


@pytest.fixture
def log() -> Iterator[BufferingHandler]:
    """What the contest logs, with the requests it belongs to."""
    logger, kept = logging.getLogger("july.contest"), BufferingHandler(capacity=1_000)
    kept.addFilter(Traced())
    logger.addHandler(kept)
    yield kept
    logger.removeHandler(kept)


def test_the_log_tells_of_one_request_what_was_answered_and_by_which_event_it_was_told(
    site: Site, octo: str, log: BufferingHandler
) -> None:
    events: list[bus.Event] = []
    stop = bus.listen(events.append)
    answer = site.push(site.commit(), headers={"X-Request-Id": "request-1"})
    site.drain()
    stop()
    (event,) = (event for event in events if event.name == "commit")
    assert answer.headers["X-Request-Id"] == "request-1"
    told = [(vars(record)["request"], record.getMessage()) for record in log.buffer]
    assert [message for request, message in told if request == "request-1"] == [
        f"delivery {answer.json['delivery']} of push answered 201, 1 commits",
        f"commit {answer.json['commits'][0]['hash']} told as event {event.id}",
    ]
