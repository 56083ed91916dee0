"""How a queue hands out its tasks: rate, concurrency and retries, as values."""

import math
from dataclasses import dataclass, field

from july.errors import ConfigurationError

# Doubling further would leave the range of a float long after every sensible maximum.
MOST_DOUBLINGS = 64


@dataclass(frozen=True, slots=True)
class RetrySettings:
    """When a failed task is tried again. The defaults are those of Cloud Tasks.

    `max_attempts` counts the first attempt too, -1 means no limit; `max_retry_duration` is in
    seconds since the first attempt, 0 means no limit; backoffs are in seconds.
    https://cloud.google.com/tasks/docs/reference/rest/v2/RetryConfig
    """

    max_attempts: int = 100
    min_backoff: float = 0.1
    max_backoff: float = 3600.0
    max_doublings: int = 16
    max_retry_duration: float = 0.0

    def __post_init__(self) -> None:
        """Refuse values that contradict each other. Raises `ConfigurationError`."""
        if self.max_attempts < 1 and self.max_attempts != -1:
            raise ConfigurationError("max_attempts must be at least 1, or -1 for no limit")
        if not 0 <= self.min_backoff <= self.max_backoff:
            raise ConfigurationError("min_backoff must lie between 0 and max_backoff")
        if self.max_doublings < 0 or self.max_retry_duration < 0:
            raise ConfigurationError("max_doublings and max_retry_duration can't be negative")

    def backoff(self, failures: int) -> float:
        """Seconds to wait after the attempt that made it `failures` failed ones.

        It starts at `min_backoff`, doubles `max_doublings` times, then grows by the last step
        until `max_backoff`: with 10, 300 and 3 that is 10, 20, 40, 80, 160, 240, 300, 300, ...
        """
        retries = failures - 1
        doublings = min(retries, self.max_doublings, MOST_DOUBLINGS)
        linear_steps = max(0, retries - self.max_doublings)
        return min(self.max_backoff, math.ldexp(self.min_backoff, doublings) * (1 + linear_steps))

    def gives_up(self, attempts: int, age: float) -> bool:
        """Whether a task that failed `attempts` times in `age` seconds is not tried again.

        As in Cloud Tasks, where both limits are set both must be reached.
        """
        limited = self.max_attempts != -1 or self.max_retry_duration > 0
        enough_attempts = self.max_attempts == -1 or attempts >= self.max_attempts
        return limited and enough_attempts and age >= self.max_retry_duration


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """One queue: `rate` in tasks a second (None: no limit, 0: stands still), bursts, concurrency.

    `burst` tasks may start at once after a quiet time; unless given, as many as start in a second.
    """

    name: str
    rate: float | None = 500.0
    burst: int | None = None
    max_concurrent: int = 1000
    retry: RetrySettings = field(default_factory=RetrySettings)

    def __post_init__(self) -> None:
        """Refuse what no queue can mean. Raises `ConfigurationError`."""
        if self.rate is not None and self.rate < 0:
            raise ConfigurationError(f"queue {self.name}: rate can't be negative")
        if self.max_concurrent < 1 or (self.burst is not None and self.burst < 1):
            raise ConfigurationError(f"queue {self.name}: concurrency and burst must be at least 1")

    @property
    def bucket_size(self) -> float:
        """How many tokens the bucket of the rate holds at most."""
        if self.burst is not None:
            return self.burst
        return max(1.0, self.rate or 0.0)
