"""Reads App Engine's classic `queue.yaml`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from july.embedded.tasks.settings import QueueSettings, RetrySettings
from july.errors import ConfigurationError

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(\d+(?:\.\d+)?)(?:/([smhd]))?")
AGE = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
QUEUE_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")

# What Cloud Tasks allows (RateLimits in the API's reference, and `queueref` below).
HIGHEST_RATE = 500
LARGEST_BUCKET = 500
MOST_CONCURRENT = 5000

QUEUE_KEYS = frozenset(
    {
        "name",
        "mode",
        "target",
        "rate",
        "bucket_size",
        "max_concurrent_requests",
        "retry_parameters",
    }
)
RETRY_KEYS = frozenset(
    {
        "task_retry_limit",
        "task_age_limit",
        "min_backoff_seconds",
        "max_backoff_seconds",
        "max_doublings",
    }
)


def load_queues(path: Path) -> dict[str, QueueSettings]:
    """The queues of a `queue.yaml`, by name; the queue `default` is always among them.

    Where the file is silent, Cloud Tasks' own defaults hold. Raises `ConfigurationError`.
    https://cloud.google.com/appengine/docs/standard/reference/queueref
    """
    queues = {"default": QueueSettings("default")}
    for entry in _entries(path):
        try:
            queue = _queue(entry)
        except ConfigurationError as error:
            raise ConfigurationError(f"{path}: {error}") from error
        queues[queue.name] = queue
    return queues


def _entries(path: Path) -> list[Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} can't be read as YAML: {error}") from error
    entries = content.get("queue") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ConfigurationError(f"{path}: a list `queue:` is missing")
    return entries


def _queue(entry: object) -> QueueSettings:
    if not isinstance(entry, dict) or not QUEUE_NAME.fullmatch(str(entry.get("name", ""))):
        raise ConfigurationError(
            f"{entry!r} is no queue: it needs a `name` of letters, digits and dashes"
        )
    name = str(entry["name"])
    _refuse_unknown(entry, QUEUE_KEYS, f"queue {name}")
    if entry.get("mode", "push") != "push":
        raise ConfigurationError(f"queue {name}: only push queues exist here")
    defaults = QueueSettings(name)
    concurrent = entry.get("max_concurrent_requests", defaults.max_concurrent)
    burst = entry.get("bucket_size")
    return QueueSettings(
        name,
        rate=_rate(entry["rate"], name) if "rate" in entry else defaults.rate,
        burst=None if burst is None else _count(burst, name, "bucket_size", LARGEST_BUCKET),
        max_concurrent=_count(concurrent, name, "max_concurrent_requests", MOST_CONCURRENT),
        retry=_retry(entry.get("retry_parameters") or {}, name),
    )


def _retry(given: object, name: str) -> RetrySettings:
    if not isinstance(given, dict):
        raise ConfigurationError(f"queue {name}: retry_parameters must be a mapping")
    _refuse_unknown(given, RETRY_KEYS, f"queue {name}: retry_parameters")
    defaults = RetrySettings()
    minimum = _number(
        given.get("min_backoff_seconds", defaults.min_backoff), name, "min_backoff_seconds"
    )
    maximum = max(minimum, defaults.max_backoff)
    return RetrySettings(
        max_attempts=_max_attempts(given, name),
        min_backoff=minimum,
        max_backoff=_number(given.get("max_backoff_seconds", maximum), name, "max_backoff_seconds"),
        max_doublings=int(
            _number(given.get("max_doublings", defaults.max_doublings), name, "max_doublings")
        ),
        max_retry_duration=_age(given["task_age_limit"], name) if "task_age_limit" in given else 0,
    )


def _max_attempts(given: Mapping[str, Any], name: str) -> int:
    """`task_retry_limit` counts retries, so the first attempt comes on top.

    With an age limit alone, the number of attempts is not limited.
    """
    if "task_retry_limit" in given:
        return int(_number(given["task_retry_limit"], name, "task_retry_limit")) + 1
    return -1 if "task_age_limit" in given else RetrySettings().max_attempts


def _rate(value: object, name: str) -> float:
    match = RATE.fullmatch(str(value).strip())
    if match is None:
        raise ConfigurationError(f"queue {name}: rate {value!r} is not like 5/s, 10/m, 20/h or 0")
    rate = float(match[1]) / SECONDS[match[2] or "s"]
    if rate > HIGHEST_RATE:
        raise ConfigurationError(f"queue {name}: rate {value!r} is over {HIGHEST_RATE}/s")
    return rate


def _age(value: object, name: str) -> float:
    match = AGE.fullmatch(str(value).strip())
    if match is None:
        raise ConfigurationError(f"queue {name}: task_age_limit {value!r} is not like 90s or 2d")
    return float(match[1]) * SECONDS[match[2]]


def _count(value: object, name: str, key: str, most: int) -> int:
    count = int(_number(value, name, key))
    if count > most:
        raise ConfigurationError(f"queue {name}: {key} {value!r} is over {most}")
    return count


def _number(value: object, name: str, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ConfigurationError(f"queue {name}: {key} {value!r} is not a number from 0 up")
    return value


def _refuse_unknown(given: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        raise ConfigurationError(
            f"{where} does not know {', '.join(unknown)}; it may have {', '.join(sorted(known))}"
        )
