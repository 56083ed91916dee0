"""Which repositories deliver here, and by which hooks."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from july.config import settings
from july.hosts import HOSTS
from july.people.models import Person
from july.projects.actions import save_hook
from july.projects.queries import deliveries_to, hooks_of
from july.web.forms import NewHookForm
from july.web.members import for_members
from july.web.requests import PageRequest
from july.web.views.hooks import SHOWN, described, show


@for_members
def repositories(request: PageRequest, viewer: Person) -> HttpResponse:
    """My hooks with how they are, and what it takes to have another."""
    hooks = hooks_of(viewer.name)
    used = {hook.host for hook in hooks if hook.repository is None}
    context = {
        "hooks": [described(hook, deliveries_to(hook.id, SHOWN)) for hook in hooks],
        "connectable": [HOSTS[client.host] for client in settings().clients],
        "free_hosts": [host for host in HOSTS.values() if host.name not in used],
    }
    return render(request, "repositories.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new_hook(request: PageRequest, viewer: Person) -> HttpResponse:
    """Make a hook for one git host. Its secret stands on the page that answers, only there."""
    form = NewHookForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return HttpResponseRedirect(reverse("repositories"))
    known = {hook.id for hook in hooks_of(viewer.name)}
    hook = save_hook(viewer.name, form.cleaned_data["host"])
    return show(request, hook, secret="" if hook.id in known else hook.secret)
