"""`/_tasks/NAME`: where deferred tasks arrive, from the queue and nobody else."""

import json

from july import deferred
from july.api.handler import Handler
from july.api.trust import require_cron, require_queue
from july.config import settings
from july.errors import BadRequest


class TaskHandler(Handler):
    """Carries out one deferred task."""

    def post(self, name: str) -> None:
        """Run the task with the JSON list of arguments in the body."""
        require_queue(self.request, settings())
        try:
            arguments = json.loads(self.request.body_file.read())
        except ValueError:
            raise BadRequest("A deferred task takes a JSON list of arguments.") from None
        deferred.run(name, arguments)
        self.reply({"task": name})

    def get(self, name: str) -> None:
        """Run the task without arguments, for App Engine's cron service, which can't post."""
        require_cron(self.request, settings())
        deferred.run(name, [])
        self.reply({"task": name})
