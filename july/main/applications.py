"""Whole websites of plugins, each at `/NAME/` beside July's own: WSGI applications, and projects.

They run behind July's sign-in, and get nothing of it but who is signed in: `july.viewer` in the
WSGI environment, which no request from outside can set. July's own cookies stay with July.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings as django_settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from july import plugins, stores
from july.live.static import static_files
from july.live.wsgi import Answer, call
from july.main.mounting import VIEWER, Pattern, first_parts, refuse_taken
from july.main.projects import served
from july.plugins import Plugin
from july.web.links import STATIC_ROOT
from july.web.middleware import HEADERS, POLICY
from july.web.sessions import signed_in

FAILED = "july.failed"
"""Key of a WSGI environment: what kept an application from answering."""
DEFAULTS = {
    **HEADERS,
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer that has no such header of its own."""


class BadAnswer(RuntimeError):
    """An application says itself that it has failed."""


class Application:
    """A WSGI application at `/NAME/`, known as the plugin's while it answers."""

    def __init__(self, plugin: Plugin, application: WSGIApplication) -> None:
        self._plugin = plugin
        self._application = application
        self._prefix = f"/{plugin.name}"

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """What it answers. Raises whatever it raises, and DisallowedHost."""
        inner = self._environ(environ)
        with self._plugin.at_work("website") as work:
            answer = call(self._application, inner)
            if answer.status >= 500:
                told = f"it answered {answer.status} at {environ['PATH_INFO'][:200]}"
                work.failure = BadAnswer(told)
        return Answer(answer.status, list(_headers(answer)), answer.body)

    def _environ(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        request = WSGIRequest(environ)
        request.get_host()
        return {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + self._prefix,
            "PATH_INFO": environ["PATH_INFO"].removeprefix(self._prefix),
            "HTTP_COOKIE": _without_own(environ.get("HTTP_COOKIE", "")),
            VIEWER: _viewer(request),
        }


def applications(patterns: Collection[Pattern]) -> Mapping[str, Application]:
    """What the plugins give by `wsgi` and `project`, by the name below which it is mounted."""
    return {plugin.name: Application(plugin, each) for plugin, each in _given(patterns)}


def failing(name: str) -> URLPattern:
    """How Django answers below that name when the application there can't: with its error page."""
    return re_path(f"^{name}/", _fail)


def beside(pages: WSGIApplication, mounted: Mapping[str, Application]) -> WSGIApplication:
    """The pages, and beside them what is mounted, and files for browsers.

    Where another server has the files, it has those of plugins from here.
    """
    files = static_files({"": STATIC_ROOT, **plugins.static_folders()})

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        name, slash, _ = environ["PATH_INFO"].removeprefix("/").partition("/")
        if slash and name == "static":
            below = environ["PATH_INFO"].removeprefix("/static")
            return files({**environ, "PATH_INFO": below}, start_response)
        if not slash or name not in mounted:
            return pages(environ, start_response)
        try:
            answer = mounted[name].answer(environ)
        except DisallowedHost:
            return pages(environ, start_response)
        except Exception as error:  # noqa: BLE001 - Django makes a page of it
            asked = {**environ, FAILED: error, "REQUEST_METHOD": "GET"}
            return pages(asked, start_response)
        start_response(f"{answer.status} {_phrase(answer.status)}", answer.headers)
        return [answer.body]

    return answer


def _given(patterns: Collection[Pattern]) -> Iterator[tuple[Plugin, WSGIApplication]]:
    taken = first_parts(patterns)
    for hook in ("wsgi", "project"):
        for given in plugins.ask(hook):
            plugin, value = given.plugin, given.value
            with plugin.answerable(hook):
                refuse_taken(plugin.name, taken)
                taken.add(plugin.name)
                application = served(plugin, value) if hook == "project" else _callable(value)
                plugin.place = f"/{plugin.name}/"
                yield plugin, application


def _callable(value: object) -> WSGIApplication:
    if not callable(value):
        message = f"{value!r} is no WSGI application"
        raise TypeError(message)
    return value


@csrf_exempt
def _fail(request: HttpRequest) -> HttpResponse:
    error: Exception = request.META[FAILED]
    raise error


def _viewer(request: WSGIRequest) -> str:
    """The name of who is signed in, "" if nobody is."""
    if django_settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    SessionMiddleware(_nothing).process_request(request)
    with stores.context():
        person = signed_in(request)
    return person.name if person else ""


def _nothing(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _is_own(cookie: str) -> bool:
    own = {django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME}
    return cookie.partition("=")[0].strip() in own


def _without_own(cookies: str) -> str:
    return ";".join(each for each in cookies.split(";") if not _is_own(each))


def _headers(answer: Answer) -> Iterator[tuple[str, str]]:
    """Its headers, and those that it lacks; no cookie of it can take the place of July's."""
    for name, value in answer.headers:
        if name.lower() != "set-cookie" or not _is_own(value):
            yield name, value
    for name, value in DEFAULTS.items():
        if answer.header(name) is None:
            yield name, value


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
