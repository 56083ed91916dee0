"""The websites of plugins inside July's own Django: each below `/NAME/`, and nowhere else."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import wraps

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from july import plugins
from july.plugins import Plugin

VIEWER = "july.viewer"
"""Key of a WSGI environment: the name of who is signed in, "" if nobody is."""
Pattern = URLPattern | URLResolver
Answer = Callable[..., HttpResponseBase]


class Mounted(URLResolver):
    """The pages of a plugin below its name; what runs there is known as the plugin's."""

    def __init__(self, plugin: Plugin, patterns: Sequence[Pattern]) -> None:
        name = plugin.name
        super().__init__(RoutePattern(f"{name}/"), patterns, app_name=name, namespace=name)
        self.plugin = plugin

    def resolve(self, path: str) -> ResolverMatch:
        """Which view answers. Raises Resolver404."""
        match = super().resolve(path)
        match.func = _measured(self.plugin, match.func, f"/{self.plugin.name}/{match.route}")
        return match


def mounted(own: Collection[Pattern]) -> Iterator[Mounted]:
    """What the plugins give by `urls`; one whose pages can't be used has that as its fault."""
    taken = first_parts(own)
    for given in plugins.ask("urls"):
        with given.plugin.answerable("urls"):
            refuse_taken(given.plugin.name, taken)
            site = _checked(Mounted(given.plugin, list(given.value)))
            given.plugin.place = f"/{given.plugin.name}/"
            yield site


def first_parts(patterns: Collection[Pattern]) -> set[str]:
    """With what the addresses of those patterns begin."""
    return {str(each.pattern).partition("/")[0] for each in patterns}


def refuse_taken(name: str, taken: Collection[str]) -> None:
    """Raise ValueError if no plugin of that name can have addresses."""
    if name in taken:
        message = f"the address /{name}/ is taken already; give the plugin another name"
        raise ValueError(message)


def _checked(resolver: Mounted) -> Mounted:
    """Once looked through, so that its faults are told at the start and not by a visitor."""
    patterns: Sequence[object] = resolver.url_patterns
    for each in patterns:
        if not isinstance(each, URLPattern | URLResolver):
            message = f"{each!r} is no pattern of django.urls"
            raise TypeError(message)
    _ = resolver.reverse_dict
    return resolver


def _measured(plugin: Plugin, view: Answer, place: str) -> Answer:
    """The view, its time counted for the plugin."""
    answer = async_to_sync(view) if iscoroutinefunction(view) else view

    @wraps(view, updated=())
    def measured(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        with plugin.at_work(f"page {place}"):
            response = answer(request, *args, **named)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response

    # What decorators have noted, such as `csrf_exempt`; but it is no coroutine any more.
    measured.__dict__.update(answer.__dict__)
    return measured
