"""`/_tasks/NAME`: where deferred tasks arrive, from the queue and nobody else."""

import json

from july import deferred
from july.api.handler import Handler
from july.errors import BadRequest, Forbidden

INSIDE = "july.inside"
"""Key of a WSGI environment that no request from outside can set."""


class TaskHandler(Handler):
    """Carries out one deferred task."""

    def post(self, name: str) -> None:
        """Run the task with the JSON list of arguments in the body."""
        if self.request.environ.get(INSIDE) is not True:
            raise Forbidden("Deferred tasks come from the queue only.")
        try:
            arguments = json.loads(self.request.body_file.read())
        except ValueError:
            raise BadRequest("A deferred task takes a JSON list of arguments.") from None
        deferred.run(name, arguments)
        self.reply({"task": name})
