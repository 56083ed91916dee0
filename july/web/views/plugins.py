"""Which plugins the site has; to organisers also what went wrong in them and what they cost."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from july import plugins
from july.lib.metrics import seconds_of_requests
from july.plugins import Plugin, State, work
from july.web.requests import PageRequest

MOST_ROWS = 12
"""Sorts of work of one plugin that are shown, those that took longest."""
STATES = {
    State.LOADED: gettext_lazy("running"),
    State.FAILED: gettext_lazy("failed"),
    State.OFF: gettext_lazy("switched off"),
}


@require_safe
def plugins_page(request: PageRequest) -> HttpResponse:
    """All that were found, in the order in which they are asked."""
    organizes = request.viewer is not None and bool(request.viewer.organizer)
    found = [_shown(plugin, organizes=organizes) for plugin in plugins.all_plugins()]
    context = {"plugins": found, "organizes": organizes}
    return render(request, "plugins.html", context)


def _shown(plugin: Plugin, *, organizes: bool) -> dict[str, Any]:
    shown = {
        "name": plugin.name,
        "version": plugin.found.version,
        "summary": plugin.found.summary,
        "state": STATES[plugin.state],
        "fine": plugin.state is State.LOADED,
        "failed": plugin.state is State.FAILED,
        "place": plugin.place,
    }
    return shown | _inside(plugin) if organizes else shown


def _inside(plugin: Plugin) -> dict[str, Any]:
    """What is the organisers' business alone."""
    spent = sorted(plugin.spent.items(), key=lambda each: -each[1].seconds)
    everything = sum((each for _, each in spent), work.Spent())
    return {
        "gives": plugins.hooks_of(plugin),
        "faults": plugin.faults,
        "failures": plugin.failures,
        "running": [(call.what, round(call.age)) for call in work.running(plugin.name)],
        "rows": [_row(what, each) for what, each in spent[:MOST_ROWS]],
        "sum": _row("", everything),
    }


def _row(what: str, spent: work.Spent) -> dict[str, Any]:
    whole = seconds_of_requests()
    return {
        "what": what,
        "calls": spent.calls,
        "mean": round(spent.mean, 1),
        "share": round(100 * spent.seconds / whole, 1) if whole else 0,
        "failures": spent.failures,
        "megabytes": round(spent.grown / 2**20, 1),
    }
