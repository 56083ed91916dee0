"""What the log looks like: a line for people, or a JSON object for programs, both on one line."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from july.lib import tracing

LINE, JSON = "line", "json"
FORMATS = (LINE, JSON)


class Traced(logging.Filter):
    """Gives each record the id of the request in which it came, as `request`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        record.request = tracing.current()
        return True


class LineFormatter(logging.Formatter):
    """Time, level, logger, message, and the request in brackets."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The record on one line."""
        line = super().formatMessage(record)
        request = getattr(record, "request", "")
        return f"{line} [{request}]" if request else line


class JsonFormatter(logging.Formatter):
    """One JSON object: time, level, logger, message, request, and what was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := getattr(record, "request", ""):
            told["request"] = request
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def handler(style: str) -> logging.Handler:
    """What writes records to standard error in that style."""
    found = logging.StreamHandler(sys.stderr)
    found.addFilter(Traced())
    found.setFormatter(JsonFormatter() if style == JSON else LineFormatter())
    return found


@contextmanager
def only_warnings(name: str) -> Iterator[None]:
    """Below that logger, nothing but warnings is written inside."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def begin(style: str) -> None:
    """Let everything that is logged in this process look so, from INFO on."""
    logging.basicConfig(level=logging.INFO, handlers=[handler(style)], force=True)
