"""The API: deliveries of git hosts, reading by REST, and deferred tasks.

`app` is a WSGI application of its own. No module here may be called `app`: importing it would
replace the callable. A wrong setting ends whoever imports this.
"""

from importlib import import_module

import webapp2

from july import plugins
from july.api.handler import VERBS, reply_error
from july.api.routes import routes
from july.config import settle
from july.errors import MethodNotAllowed, NotFound
from july.lib.observed import Observed

settle()
plugins.collect("tasks", import_module)


def _not_found(
    _request: webapp2.Request, response: webapp2.Response, _exception: Exception
) -> None:
    reply_error(response, NotFound("There is nothing at this address; see /api/v1/openapi.json."))


def _unknown_verb(
    request: webapp2.Request, response: webapp2.Response, _exception: Exception
) -> None:
    response.headers["Allow"] = ", ".join((*VERBS, "OPTIONS"))
    reply_error(response, MethodNotAllowed(f"{request.method} is no verb of this API."))


def _failed(_request: webapp2.Request, response: webapp2.Response, exception: Exception) -> None:
    reply_error(response, exception)


def make_app() -> Observed[webapp2.WSGIApplication]:
    """An application that knows the git hosts and boards of the plugins there are now."""
    made = webapp2.WSGIApplication(routes())
    made.allowed_methods |= {"PATCH"}
    made.error_handlers[404] = _not_found
    made.error_handlers[500] = _failed
    made.error_handlers[501] = _unknown_verb
    return Observed("api", made)


app = make_app()
