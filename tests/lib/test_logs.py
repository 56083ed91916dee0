"""Lines of the log: for people, or as JSON for programs, with the id of the request."""

import json
import logging
from io import StringIO

import pytest

from july.lib import logs
from july.lib.tracing import tracing


def logged(style: str) -> tuple[logging.Logger, StringIO]:
    """A logger that writes in that style, and what it has written."""
    written = StringIO()
    handler = logs.handler(style)
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    logger = logging.Logger("july.contest")  # noqa: LOG001 - one that nobody else has
    logger.addHandler(handler)
    return logger, written


def test_a_line_ends_with_the_request_it_belongs_to() -> None:
    logger, written = logged(logs.LINE)
    with tracing("request-1"):
        logger.info("%d commits", 3)
    logger.info("nobody asked")
    first, second = written.getvalue().splitlines()
    assert first.endswith("INFO july.contest: 3 commits [request-1]")
    assert second.endswith("INFO july.contest: nobody asked")


def test_an_object_tells_the_same_to_programs() -> None:
    logger, written = logged(logs.JSON)
    with tracing("request-1"):
        logger.warning("two\nlines")
    told = json.loads(written.getvalue())
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "WARNING",
        "logger": "july.contest",
        "message": "two\nlines",
        "request": "request-1",
    }


def test_what_was_raised_stays_on_the_line_of_its_object() -> None:
    logger, written = logged(logs.JSON)
    try:
        int("no such luck")
    except ValueError:
        logger.exception("failed")
    (line,) = written.getvalue().splitlines()
    assert "ValueError: invalid literal" in json.loads(line)["exception"]


@pytest.mark.parametrize("style", logs.FORMATS)
def test_a_line_is_one_line_whatever_is_logged(style: str) -> None:
    logger, written = logged(style)
    logger.info("a delivery of %s", "push")
    assert len(written.getvalue().splitlines()) == 1
