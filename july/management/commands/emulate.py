"""`manage.py emulate`: July's engines in a process of their own."""

from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from july.config import settings
from july.embedded.file import Database
from july.embedded.server import listen, make_server
from july.embedded.tasks import Dispatch, Worker, http_dispatch
from july.lib import logs, variables
from july.lib.tokens import make_token
from july.management.command import PlainCommand
from july.management.waiting import until_told
from july.site.machine import lock
from july.site.server import bind
from july.stores import open_datastore, open_tasks

GRACE_SECONDS = 5
"""How long calls and tasks may take to end when this stops."""


class Command(PlainCommand):
    help = "Serve Datastore and Cloud Tasks by gRPC, and deliver the tasks by HTTP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8081, help="port to listen on")
        parser.add_argument("--data", type=Path, help="file that keeps everything; else july.db")
        parser.add_argument("--threads", type=int, default=4, help="tasks delivered at once")

    def carry_out(self, **options: Any) -> None:
        logs.begin(settings().log_format)
        path = options["data"] or settings().data / "july.db"
        variables.folder(str(path.parent))
        host, port = options["host"], options["port"]
        # gRPC itself writes about a port that is taken whatever it likes.
        bind(host, port).close()
        with (
            lock(path.absolute().parent, shared=True),
            closing(Database(path)) as database,
            closing(open_datastore(database)) as datastore,
        ):
            tasks = open_tasks(database)
            server = make_server({**datastore.handlers(), **tasks.handlers()})
            worker = Worker(tasks, _dispatch(), threads=options["threads"])
            with until_told() as wait:
                port = listen(server, host, port)
                server.start()
                worker.start()
                self._tell(host, port)
                wait()
            server.stop(GRACE_SECONDS).wait()
            worker.stop(GRACE_SECONDS)

    def _tell(self, host: str, port: int) -> None:
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.stdout.write(f"export DATASTORE_EMULATOR_HOST={address}")
        self.stdout.write(f"export CLOUD_TASKS_EMULATOR_HOST={address}")
        self.stdout.flush()


def _dispatch() -> Callable[[Dispatch], None]:
    """Delivers tasks with a token by which July's API app knows that they come from its queue."""
    own = settings()
    return http_dispatch(
        lambda url: make_token(own.secret_key, url), app_engine=own.tasks_url or own.base_url
    )
