"""One hook of one's own: how it is, what came through it, another secret, its end."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from july.config import settings
from july.errors import NotFound
from july.hosts import HOSTS
from july.hubs.verdicts import tell
from july.people.models import Person
from july.projects.actions import change_hook
from july.projects.connecting import remove_hook
from july.projects.models import Delivery, Hook
from july.projects.queries import (
    deliveries_to,
    find_own_hook,
    health_of,
    signature_of,
    state_of,
)
from july.projects.rotation import earlier_secrets, rotate
from july.web.guide import HOOKS, git_hosts
from july.web.members import for_members
from july.web.requests import PageRequest

SHOWN = 100
"""Deliveries of a hook that are listed, and by which its health is told."""


def own_hook(viewer: Person, hook_id: str) -> Hook:
    """The hook with that id. Raises NotFound unless it is the viewer's."""
    hook = find_own_hook(viewer.name, hook_id)
    if hook is None:
        raise NotFound(_("there is no such hook of yours"))
    return hook


@for_members
def hook_page(request: PageRequest, viewer: Person, hook_id: str) -> HttpResponse:
    """How the hook is, and what came through it last."""
    return show(request, own_hook(viewer, hook_id))


def show(request: PageRequest, hook: Hook, *, secret: str = "") -> HttpResponse:
    """The page of a hook; with its secret, where that has just been made and is shown once."""
    deliveries = deliveries_to(hook.id, SHOWN)
    context = described(hook, deliveries) | {
        "hook": hook,
        "host": HOSTS.title_of(hook.host),
        "secret": secret,
        "own": True,
        "two_secrets": bool(earlier_secrets(hook)),
        "guides_of": [each for each in git_hosts() if each.kind == hook.host],
        "instructions": HOSTS[hook.host].instructions if hook.host in HOSTS else None,
        "guide": HOOKS,
        "deliveries": [(tell(each), each, signature_of(each)) for each in deliveries],
    }
    return render(request, "hook.html", context)


def described(hook: Hook, deliveries: list[Delivery]) -> dict[str, object]:
    """What is said of a hook wherever it stands."""
    return {
        "id": hook.id,
        "title": hook.title or HOSTS.title_of(hook.host),
        "address": f"{settings().base_url}/api/v1/{hook.host}/{hook.id}",
        "state": state_of(hook),
        "health": health_of(deliveries),
    }


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new_secret(request: PageRequest, viewer: Person, hook_id: str) -> HttpResponse:
    """Another secret, shown once; the one before stays good until it has come, or for a day."""
    hook = own_hook(viewer, hook_id)
    if request.method != "POST":
        return _to(hook)
    rotated = rotate(hook.id)
    return show(request, rotated, secret=rotated.secret)


@for_members
@require_POST
def letters(request: PageRequest, viewer: Person, hook_id: str) -> HttpResponse:
    """Whether I want to be told by letter when the hook stops working."""
    hook = own_hook(viewer, hook_id)
    change_hook(hook.id, quiet=request.POST.get("letters") != "on")
    return _to(hook)


@for_members
@require_POST
def remove(_request: PageRequest, viewer: Person, hook_id: str) -> HttpResponse:
    """Take nothing more through one of my hooks."""
    remove_hook(own_hook(viewer, hook_id))
    return HttpResponseRedirect(reverse("repositories"))


def _to(hook: Hook) -> HttpResponse:
    return HttpResponseRedirect(reverse("hook", args=[hook.id]))
