"""`manage.py tasks [list|run|drop] [NUMBER...] [--all]`."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from july import stores
from july.config import Engine, settings
from july.embedded.tasks import FailedTask, TasksEngine
from july.errors import BadRequest, ConfigurationError, JulyError
from july.management.command import JulyCommand

EVERYTHING = 1_000_000
ELSEWHERE = {
    Engine.EMULATOR: (
        "The tasks are where CLOUD_TASKS_EMULATOR_HOST is served; run this there, with that"
        " variable unset and JULY_DATA naming the folder"
    ),
    Engine.CLOUD: "The tasks are in Google's Cloud Tasks; ask `gcloud tasks list --queue=default`",
}


class Command(JulyCommand):
    help = (
        "Show what the task queue holds and which tasks were given up; run those again, or drop"
        " them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=["list", "run", "drop"], default="list")
        parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER")
        parser.add_argument("--all", action="store_true", help="all tasks that were given up")
        parser.add_argument("--limit", type=int, default=100, help="list at most so many of them")

    def carry_out(self, **options: Any) -> None:
        if settings().tasks in ELSEWHERE:
            raise ConfigurationError(ELSEWHERE[settings().tasks])
        engine = stores.stores().tasks
        if options["action"] == "list":
            self._list(engine, options["limit"])
            return
        numbers = _chosen(engine, options)
        change = engine.run_again if options["action"] == "run" else engine.drop
        self.print_json({options["action"]: self._change(change, numbers)})

    def _list(self, engine: TasksEngine, limit: int) -> None:
        for tally in engine.tallies():
            self.print_json(asdict(tally))
        for failed in engine.failed(limit):
            self.print_json(_shown(failed))

    def _change(self, change: Callable[[int], None], numbers: list[int]) -> list[int]:
        """Do that with each task; gives the numbers of those for which it was possible."""
        done = []
        for number in numbers:
            try:
                change(number)
            except JulyError as error:
                if len(numbers) == 1:
                    raise
                self.stderr.write(error.message)
            else:
                done.append(number)
        return done


def _chosen(engine: TasksEngine, options: dict[str, Any]) -> list[int]:
    if options["all"] == bool(options["numbers"]):
        raise BadRequest("Say which tasks by their numbers, or --all.")
    if options["all"]:
        return [failed.number for failed in reversed(engine.failed(EVERYTHING))]
    return list(options["numbers"])


def _shown(failed: FailedTask) -> dict[str, Any]:
    times = {
        name: datetime.fromtimestamp(getattr(failed, name), UTC).isoformat(timespec="seconds")
        for name in ("created", "failed")
    }
    return asdict(failed) | times
