"""`/_tasks/NAME`: where deferred tasks arrive, from the queue and nobody else."""

import json
from time import perf_counter

from july import deferred
from july.api.handler import Handler
from july.api.trust import require_cron, require_queue
from july.config import settings
from july.errors import BadRequest
from july.lib.metrics import TASKS


class TaskHandler(Handler):
    """Carries out one deferred task."""

    def post(self, name: str) -> None:
        """Run the task with the JSON list of arguments in the body."""
        require_queue(self.request, settings())
        try:
            arguments = json.loads(self.request.body_file.read())
        except ValueError:
            raise BadRequest("A deferred task takes a JSON list of arguments.") from None
        self._run(name, arguments)

    def get(self, name: str) -> None:
        """Run the task without arguments, for App Engine's cron service, which can't post."""
        require_cron(self.request, settings())
        self._run(name, [])

    def _run(self, name: str, arguments: object) -> None:
        began = perf_counter()
        deferred.run(name, arguments)
        TASKS.labels(name).observe(perf_counter() - began)
        self.reply({"task": name})
