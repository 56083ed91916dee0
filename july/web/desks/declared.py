"""The desks there are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from google.cloud import ndb

from july.audit import AuditEntry
from july.contest.models import GameRow
from july.errors import NotFound
from july.lib import clock
from july.lib.paths import path_to
from july.lib.search import words_of
from july.people.actions import suspend
from july.people.models import Location, Person, Report, Team
from july.people.queries import named_like
from july.people.reports import CLOSED, OPEN, REASONS, close_report
from july.people.roles import Role, grant, role_of
from july.people.teams import approve_team, refuse_team
from july.projects.actions import suspend as suspend_project
from july.projects.models import Hook, Project
from july.projects.queries import find_project
from july.web.desks.deeds import DEEDS
from july.web.desks.desk import Action, Column, Desk, Filter, Value


def _matching(model: type[ndb.Model]) -> Any:  # noqa: ANN401 - a search, whatever the model
    """A search by the words of what a thing is called."""

    def search(text: str, most: int) -> Iterable[ndb.Model]:
        wanted = words_of(text)
        return named_like(model, wanted, most) if wanted else ()

    return search


def _called(kind: str) -> Column:
    return Column(gettext_lazy("Name"), lambda thing: thing.name, _page(kind))


def _page(kind: str) -> Any:  # noqa: ANN401 - of whatever has a slug or a name
    return lambda thing: path_to(kind, getattr(thing, "slug", None) or thing.name)


def _person(name: str) -> Column:
    """Somebody whom a thing names by that attribute."""
    titles = {"owner": gettext_lazy("Owner"), "founder": gettext_lazy("Founder")}
    titles |= {"by": gettext_lazy("By"), "whose": gettext_lazy("Whose")}

    def path(thing: ndb.Model) -> str | None:
        who = getattr(thing, name)
        return f"/organize/people/{who}/" if who else None

    return Column(titles[name], lambda thing: getattr(thing, name), path)


_CREATED = Column(gettext_lazy("Since"), lambda thing: thing.created)
_SUSPENDED = Column(gettext_lazy("Suspended"), lambda thing: bool(thing.disabled))


def _moment(name: str) -> Any:  # noqa: ANN401 - of whatever keeps microseconds
    def value(thing: ndb.Model) -> Value:
        stored = getattr(thing, name)
        return clock.from_microseconds(stored) if stored else None

    return value


def _suspending(about: Any, perform: Any) -> tuple[Action, ...]:  # noqa: ANN401 - texts and calls
    return (
        Action(
            name="suspend",
            title=gettext_lazy("Suspend"),
            about=about,
            perform=lambda thing: perform(thing, True),
            fits=lambda thing: not thing.disabled,
            grave=True,
            needs=Role.ORGANIZER,
        ),
        Action(
            name="reinstate",
            title=gettext_lazy("Reinstate"),
            about=gettext_lazy("All is as it was before; what came meanwhile does not count."),
            perform=lambda thing: perform(thing, False),
            fits=lambda thing: bool(thing.disabled),
            needs=Role.ORGANIZER,
        ),
    )


def _reported(report: Report) -> str | None:
    """The page of what was reported."""
    if report.kind == "commits" or not report.subject:
        return path_to("people", report.whose) if report.whose else None
    return path_to(report.kind, report.subject)


def _granting(role: Role | None, title: Any, about: Any) -> Action:  # noqa: ANN401 - texts
    return Action(
        name=f"grant-{role or 'nothing'}",
        title=title,
        about=about,
        perform=lambda person: grant(person.name, role),
        fits=lambda person: role_of(person) is not role and not person.disabled,
        needs=Role.ORGANIZER,
    )


_ROLES = (
    _granting(
        Role.ORGANIZER,
        gettext_lazy("Make an organiser"),
        gettext_lazy("They may do all that you may, this too."),
    ),
    _granting(
        Role.MODERATOR,
        gettext_lazy("Make a moderator"),
        gettext_lazy("They see these pages, close reports and let teams in."),
    ),
    _granting(
        Role.READER,
        gettext_lazy("Make a reader"),
        gettext_lazy("They see these pages, and change nothing."),
    ),
    _granting(
        None,
        gettext_lazy("Withdraw the role"),
        gettext_lazy("They take part like anybody else."),
    ),
)
_ROLE_NAMES = {
    Role.ORGANIZER: gettext_lazy("organiser"),
    Role.MODERATOR: gettext_lazy("moderator"),
    Role.READER: gettext_lazy("reader"),
}


def _role_name(role: Role | None) -> Value:
    return _ROLE_NAMES[role] if role else None


PEOPLE = Desk(
    name="people",
    title=gettext_lazy("People"),
    about=gettext_lazy("Everybody who has an account."),
    model=Person,
    columns=(
        Column(gettext_lazy("Name"), lambda person: person.name),
        Column(gettext_lazy("Called"), lambda person: person.title),
        Column(gettext_lazy("Role"), lambda person: _role_name(role_of(person))),
        Column(gettext_lazy("Location"), lambda person: person.location),
        Column(gettext_lazy("Team"), lambda person: person.team),
        _SUSPENDED,
        _CREATED,
    ),
    search=_matching(Person),
    path=_page("people"),
    actions=_suspending(
        gettext_lazy(
            "They are signed out for good, their page is gone, and what they push does not count."
            " Points stay. It can be taken back."
        ),
        lambda person, on: suspend(person.name, on=on),
    )
    + _ROLES,
)
PROJECTS = Desk(
    name="projects",
    title=gettext_lazy("Projects"),
    about=gettext_lazy("Every repository of which something was pushed."),
    model=Project,
    columns=(
        Column(gettext_lazy("Name"), lambda project: project.title),
        Column(gettext_lazy("Git host"), lambda project: project.host),
        Column(gettext_lazy("Private"), lambda project: bool(project.private)),
        _SUSPENDED,
        _CREATED,
    ),
    facts=(Column(gettext_lazy("Address"), lambda project: project.url),),
    search=_matching(Project),
    path=_page("projects"),
    called=lambda project: project.title,
    subject=lambda project: str(project.slug),
    look_up=find_project,
    actions=_suspending(
        gettext_lazy("None of its commits count any more. Points stay. It can be taken back."),
        lambda project, on: suspend_project(project.slug, on=on),
    ),
)
TEAMS = Desk(
    name="teams",
    title=gettext_lazy("Teams"),
    about=gettext_lazy("Also those that wait, and names that were merged."),
    model=Team,
    columns=(
        _called("teams"),
        _person("founder"),
        Column(gettext_lazy("Waits"), lambda team: bool(team.waits)),
        Column(gettext_lazy("Merged into"), lambda team: team.merged_into),
        _CREATED,
    ),
    search=_matching(Team),
    filters=(
        Filter("waiting", gettext_lazy("Waiting"), lambda query: query.filter(Team.waits == True)),  # noqa: E712 - ndb's way
    ),
    path=_page("teams"),
    called=lambda team: str(team.name),
    actions=(
        Action(
            name="approve",
            title=gettext_lazy("Let it on the boards"),
            about=gettext_lazy("Its points are counted at once."),
            perform=lambda team: approve_team(team.key.id()),
            fits=lambda team: bool(team.waits),
        ),
        Action(
            name="refuse",
            title=gettext_lazy("Refuse it"),
            about=gettext_lazy("The team is gone, and its members are in none. That is for good."),
            perform=lambda team: refuse_team(team.key.id()),
            fits=lambda team: bool(team.waits),
            grave=True,
        ),
    ),
)
LOCATIONS = Desk(
    name="locations",
    title=gettext_lazy("Locations"),
    about=gettext_lazy("Also names that were merged."),
    model=Location,
    columns=(
        _called("locations"),
        Column(gettext_lazy("Merged into"), lambda location: location.merged_into),
        _CREATED,
    ),
    search=_matching(Location),
    path=_page("locations"),
    called=lambda location: str(location.name),
)
REPORTS = Desk(
    name="reports",
    title=gettext_lazy("Reports"),
    about=gettext_lazy("What people want you to look at."),
    model=Report,
    order=lambda: (Report.created,),
    columns=(
        Column(gettext_lazy("What"), lambda report: report.title or report.subject),
        Column(gettext_lazy("Reason"), lambda report: REASONS.get(report.reason, report.reason)),
        _person("whose"),
        _person("by"),
        Column(gettext_lazy("Since"), _moment("created")),
    ),
    facts=(
        Column(gettext_lazy("In their words"), lambda report: report.words),
        Column(gettext_lazy("Outcome"), lambda report: report.outcome),
    ),
    filters=(
        Filter("open", gettext_lazy("Open"), lambda query: query.filter(Report.state == OPEN)),
        Filter(
            "closed", gettext_lazy("Closed"), lambda query: query.filter(Report.state == CLOSED)
        ),
    ),
    called=lambda report: str(report.title or report.subject or report.id),
    path=_reported,
    actions=(
        Action(
            name="close",
            title=gettext_lazy("Close it"),
            about=gettext_lazy("It has been dealt with; the reason you give is what came of it."),
            perform=lambda report: close_report(report.key.id()),
            fits=lambda report: report.state == OPEN,
        ),
    ),
)
HOOKS = Desk(
    name="hooks",
    title=gettext_lazy("Hooks"),
    about=gettext_lazy("The addresses to which git hosts deliver."),
    model=Hook,
    columns=(
        Column(gettext_lazy("Repository"), lambda hook: hook.title or _("any")),
        Column(gettext_lazy("Git host"), lambda hook: hook.host),
        _person("owner"),
        Column(gettext_lazy("First delivery"), _moment("first")),
        Column(gettext_lazy("Removed"), lambda hook: bool(hook.deleted)),
    ),
    called=lambda hook: str(hook.title or hook.host),
)
GAMES = Desk(
    name="games",
    title=gettext_lazy("Games"),
    about=gettext_lazy("Those that were, the one that runs, and those to come."),
    model=GameRow,
    columns=(
        Column(gettext_lazy("Name"), lambda game: game.name, _page("games")),
        Column(gettext_lazy("First day"), lambda game: game.first.isoformat()),
        Column(gettext_lazy("Last day"), lambda game: game.last.isoformat()),
    ),
    path=lambda game: path_to("games", game.key.id()),
    called=lambda game: str(game.name),
)
ACTIONS = Desk(
    name="actions",
    title=gettext_lazy("What was done"),
    about=gettext_lazy("Everything that organisers did. Nothing here can be changed."),
    model=AuditEntry,
    order=lambda: (-AuditEntry.moment,),
    columns=(
        Column(gettext_lazy("When"), _moment("moment")),
        Column(gettext_lazy("What"), lambda entry: _(DEEDS.get(entry.what, entry.what))),
        Column(gettext_lazy("Of"), lambda entry: entry.title),
        Column(
            gettext_lazy("By"), lambda entry: _("the shell") if entry.shell else entry.by or "~"
        ),
        Column(gettext_lazy("Why"), lambda entry: entry.why),
    ),
    called=lambda entry: f"{_(DEEDS.get(entry.what, entry.what))} {entry.title}",
)

DESKS: Mapping[str, Desk] = {
    desk.name: desk for desk in (REPORTS, TEAMS, PEOPLE, PROJECTS, HOOKS, LOCATIONS, GAMES, ACTIONS)
}
"""By name, in the order in which they stand in the menu."""


def find_desk(name: str) -> Desk:
    """The desk of that name. Raises NotFound."""
    if name not in DESKS:
        raise NotFound(_("There is no such desk."))
    return DESKS[name]
