"""The page on which the owner of a hub arranges its widgets: `…/edit/`."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from july.errors import BadField, Conflict, Forbidden, NotFound
from july.hubs.actions import Outdated, change_layout, reset, undo
from july.hubs.contract import NARROW, WIDE
from july.hubs.layouts import MOST
from july.hubs.queries import editing_of
from july.hubs.subjects import SITE, Subject, find_subject, may_edit
from july.people.models import Person
from july.web.arranging import (
    COMMANDS,
    Posted,
    SettingsForm,
    cards,
    change_for,
    offered,
    settings_form,
)
from july.web.members import for_members
from july.web.requests import PageRequest

NAMES = {NARROW: gettext_lazy("Narrow column"), WIDE: gettext_lazy("Wide column")}
WHOLE = {"undo": undo, "reset": reset}
"""Commands about all of the layout."""


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, viewer: Person, kind: str = SITE, slug: str = "") -> HttpResponse:
    """The widgets of a hub with buttons to arrange them, and what those send."""
    subject = find_subject(kind, slug)
    if not may_edit(subject, viewer):
        raise Forbidden(_("Only its owner can arrange this page."))
    if request.method == "POST":
        return _carry_out(request, viewer, subject)
    return _page(request, subject)


def _carry_out(request: PageRequest, viewer: Person, subject: Subject) -> HttpResponse:
    posted = _posted(request)
    form = _filled(subject, posted)
    try:
        target = _change(subject, viewer, posted, form)
    except Outdated:
        return _page(request, subject, problem=_meanwhile(subject, viewer), form=form, status=409)
    except (BadField, Conflict, NotFound) as error:
        return _page(request, subject, problem=error.message, form=form, status=error.status)
    return HttpResponseRedirect(f"{subject.path}edit/#{target}")


def _posted(request: PageRequest) -> Posted:
    return {name: str(value) for name, value in request.POST.items()}


def _change(subject: Subject, viewer: Person, posted: Posted, form: SettingsForm | None) -> str:
    """Do what was asked for; gives the id of the element that shows it."""
    version = _version(posted)
    for name, change in WHOLE.items():
        if name in posted:
            change(subject, viewer, version)
            return "arrangement"
    command = _command(posted)
    change_layout(subject, viewer, version, change_for(command, posted, form))
    if command == "remove":
        return "arrangement"
    if command == "add":
        return f"e-{editing_of(subject).layout.newest(posted[command])}"
    return f"e-{posted[command]}"


def _command(posted: Posted) -> str:
    for name in COMMANDS:
        if name in posted:
            return name
    raise BadField(_("No button says what to do."), field="command")


def _version(posted: Posted) -> int:
    text = posted.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadField(_("It is not said which version was changed."), field="version")
    return int(text)


def _filled(subject: Subject, posted: Posted) -> SettingsForm | None:
    """The form of settings as it was posted; None if none was, or its widget is gone."""
    if "configure" not in posted:
        return None
    try:
        placement = editing_of(subject).layout.find(posted["configure"])
    except NotFound:
        return None
    return settings_form(placement, posted)


def _meanwhile(subject: Subject, viewer: Person) -> str:
    name = editing_of(subject).changed_by
    if name is None:
        return _("Somebody changed this page since it was shown to you.")
    if name == viewer.name:
        return _("You changed this page somewhere else since this was shown.")
    return _("%(name)s changed this page since it was shown to you.") % {"name": name}


def _page(
    request: PageRequest,
    subject: Subject,
    *,
    problem: str = "",
    form: SettingsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    editing = editing_of(subject)
    posted = _posted(request)
    id = posted.get("configure", "")
    standing = [each.widget for each in editing.layout.placements]
    context: dict[str, Any] = {
        "subject": subject,
        "editing": editing,
        "columns": [
            (column, name, list(cards(editing.layout, column, form, id)))
            for column, name in NAMES.items()
        ],
        "offered": [(widget, standing.count(widget.name)) for widget in offered(subject)],
        "room": MOST - len(standing),
        "problem": problem,
        "pending": _pending(posted) if status == 409 and form is None else [],
    }
    return render(request, "edit.html", context, status=status)


def _pending(posted: Posted) -> list[tuple[str, str]]:
    """What was asked for, to be asked for once more."""
    own = (*COMMANDS, *WHOLE, "column", "position")
    return [(name, posted[name]) for name in own if name in posted]
