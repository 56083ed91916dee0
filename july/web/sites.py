"""The website of a plugin, inside July's own: pages below `/NAME/`, in July's frame.

    from july.plugins import hookimpl
    from july.web.sites import ajax, pages, render_with_templates, restricted

    @render_with_templates
    class Root:
        def index(self, request):            # /ragnarok/, by templates/ragnarok/index.html
            return {"checks": all_checks()}

        @restricted
        def mine(self, request):             # /ragnarok/mine/, for who is signed in
            return {"name": request.viewer.name}

        @ajax
        def ended(self, request, url):       # /ragnarok/ended/?url=…, as JSON
            return {"ended": has_ended(url)}

    @hookimpl
    def urls():
        return pages(Root())

Views of one's own with `django.urls.path` do as well; all of this can be used on them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial, wraps
from inspect import Parameter, getmembers_static, isfunction, signature
from typing import Any, TypeVar, overload

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from july.errors import BadField, JulyError
from july.live.services import serializer
from july.web.members import SignInFirst
from july.web.requests import PageRequest

__all__ = ["PageRequest", "ajax", "pages", "render_with_templates", "restricted"]

View = Callable[..., Any]
"""A function that gets the request last, or a method."""
Decorated = TypeVar("Decorated", bound="type | View")
Around = Callable[[PageRequest, Callable[[], Any], str], Any]
"""What stands around a view: it gets the request, what calls the view, and the view's name."""
INDEX = "index"
"""The page at the site's own address."""
_ANSWERS = "_july_answers"
"""Set on views by what makes a response of what they give: that is done once."""


@overload
def render_with_templates(target: Decorated, /) -> Decorated: ...
@overload
def render_with_templates(
    folder: str | None = None, /, *, restricted: bool = False
) -> Callable[[Decorated], Decorated]: ...
def render_with_templates(target: Any = None, /, *, restricted: bool = False) -> Any:
    """Let a view, or each public method of a class, give values for a template of its name.

    It is `FOLDER/NAME.html`; without a folder that of the plugin's name. What is no mapping is
    answered as it is: a response, or text. With `restricted` who is not signed in has to sign in
    first.
    """
    if target is not None and not isinstance(target, str):
        return _decorate(target, partial(_rendered, None), answers=True)

    def decorate(view: Decorated) -> Decorated:
        guarded = _decorate(view, _guarded) if restricted else view
        return _decorate(guarded, partial(_rendered, target), answers=True)

    return decorate


def ajax(view: Decorated) -> Decorated:
    """Let a view, or each public method of a class, be answered as JSON.

    Errors that July raises on purpose become JSON too; who is not signed in where that is needed
    gets the status 401 instead of a form.
    """
    return _decorate(view, _as_json, answers=True)


def restricted(view: Decorated) -> Decorated:
    """Let a view, or each public method of a class, answer only who is signed in.

    All others are sent to the form, and back afterwards.
    """
    return _decorate(view, _guarded)


def pages(root: object) -> list[URLPattern]:
    """The addresses of an object's public methods: `index` at "", `other` at "other/".

    They are called `NAME:index` and `NAME:other` for `reverse`. What a method takes besides the
    request is read from the query string, and where a form is sent from that.
    """
    return [
        path("" if name == INDEX else f"{name}/", _view(getattr(root, name)), name=name)
        for name in _public(type(root))
    ]


def _view(method: View) -> Callable[..., HttpResponseBase]:
    """A method as a view of Django's."""

    @wraps(method)
    def view(request: HttpRequest) -> HttpResponseBase:
        return _response(method(request, **dict(_sent(method, request))))

    return view


def _sent(method: View, request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What the method wants besides the request. Raises BadField for what was not sent."""
    values = request.POST if request.method == "POST" else request.GET
    for name, parameter in list(signature(method).parameters.items())[1:]:
        if name in values:
            yield name, values[name]
        elif parameter.default is Parameter.empty:
            raise BadField(_("%(name)s is missing") % {"name": name}, field=name)


def _decorate(target: Any, around: Around, *, answers: bool = False) -> Any:  # noqa: ANN401
    if not isinstance(target, type):
        return _inside(target, around) if not answers else _surround(target, around, answers=True)
    for name in _public(target):
        method = getattr(target, name)
        if not (answers and hasattr(method, _ANSWERS)):
            setattr(target, name, _decorate(method, around, answers=answers))
    return target


def _public(kind: type) -> Iterator[str]:
    """The names of a class's methods that can be pages."""
    for name, _function in getmembers_static(kind, isfunction):
        if name[0] != "_":
            yield name


def _surround(view: View, around: Around, *, answers: bool = False) -> View:
    """`view` inside of `around`."""

    @wraps(view)
    def surrounded(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the view takes
        request = given[-1]
        return around(request, lambda: view(*given, **named), view.__name__)

    if answers:
        setattr(surrounded, _ANSWERS, around)
    return surrounded


def _inside(view: View, around: Around) -> View:
    """`view` inside of `around`, and both of what makes a response of it."""
    answering: Around | None = getattr(view, _ANSWERS, None)
    if answering is None:
        return _surround(view, around)
    inner: View = view.__wrapped__  # type: ignore[attr-defined]  # set by `wraps`
    return _surround(_surround(inner, around), answering, answers=True)


def _rendered(
    folder: str | None, request: PageRequest, call: Callable[[], Any], name: str
) -> HttpResponseBase:
    values = call()
    if not isinstance(values, Mapping):
        return _response(values)
    where = folder or _site_of(request)
    return render(request, f"{where}/{name}.html", dict(values))


def _as_json(request: PageRequest, call: Callable[[], Any], name: str) -> HttpResponseBase:
    del request, name
    try:
        answer, status = call(), 200
    except JulyError as error:
        if error.status >= 500:
            raise
        answer, status = error.as_json(), error.status
    if isinstance(answer, HttpResponseBase):
        return answer
    content = serializer.encode(answer)
    return HttpResponse(content, content_type="application/json", status=status)


def _guarded(request: PageRequest, call: Callable[[], Any], name: str) -> Any:  # noqa: ANN401
    del name
    if request.viewer is None:
        raise SignInFirst(_("Sign in first."))
    return call()


def _response(answer: object) -> HttpResponseBase:
    """What a view gave. Raises TypeError for what can't be answered."""
    if isinstance(answer, HttpResponseBase):
        return answer
    if isinstance(answer, str):
        return HttpResponse(answer)
    message = f"a page gave {type(answer).__name__}: it must be a response, a text or, with \
render_with_templates, a mapping"
    raise TypeError(message)


def _site_of(request: HttpRequest) -> str:
    """The name of the plugin whose page this is."""
    found = request.resolver_match
    assert found is not None  # noqa: S101 - a view runs at an address
    return found.namespaces[0] if found.namespaces else ""
