"""What the tests of the queues have in common."""

from typing import Any, TypeAlias

Client: TypeAlias = Any
"""A `CloudTasksClient`; its types don't say that it takes dictionaries and gives datetimes."""

LOCATION = "projects/example/locations/here"
QUEUE = f"{LOCATION}/queues/default"
START = 1_784_000_000.0


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


def http_task(
    name: str | None = None, *, body: bytes = b"{}", at: float | None = None, queue: str = QUEUE
) -> dict[str, Any]:
    """A task as a dictionary for the client; `at` is its schedule time."""
    task: dict[str, Any] = {
        "http_request": {
            "url": "https://july.example.org/_tasks/greet?loud=1",
            "headers": {"Content-Type": "application/json"},
            "body": body,
        }
    }
    if name is not None:
        task["name"] = f"{queue}/tasks/{name}"
    if at is not None:
        task["schedule_time"] = {"seconds": int(at), "nanos": round(at % 1 * 1e9)}
    return task
