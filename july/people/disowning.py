"""Whose commits are they? What a person says of a project that has commits under their address."""

from google.cloud import ndb

from july import deferred
from july.errors import NotFound
from july.people.models import Person, Recognised
from july.people.queries import person_key
from july.people.reports import NOT_MINE, OPEN, Reported, find_report, letter_about, new_report

SETTLE = "contest.settle_disowned"


def recognised_by(name: str) -> frozenset[str]:
    """Ids of the projects of which the person said: mine."""
    stored = ndb.Key(Recognised, name).get()
    return frozenset(stored.projects if stored else ())


def disown(name: str, project: Reported, project_id: str) -> None:
    """Let no commit of that project be the person's, now and from now on.

    What counted is taken back by a task, and the organisers find a report. May be repeated.
    """
    _settle(_disown(name, project, project_id))


def recognise(name: str, project_id: str) -> None:
    """The opposite: the commits are the person's; those that were disowned count again.

    May be repeated.
    """
    _settle(_recognise(name, project_id))


def _settle(outbox: deferred.Outbox | None) -> None:
    if outbox is not None:
        deferred.settle(outbox)


@ndb.transactional(retries=5)
def _disown(name: str, about: Reported, project_id: str) -> deferred.Outbox | None:
    person, recognised = _stored(name)
    if project_id in person.disowned:
        return None
    person.disowned = [*person.disowned, project_id]
    recognised.projects = [each for each in recognised.projects if each != project_id]
    filed = new_report(about, name, NOT_MINE)
    known = find_report(filed.id)
    news = [] if known is not None and known.state == OPEN else letter_about(filed)
    outbox = _holding([_call(name, project_id), *news])
    ndb.put_multi([person, recognised, filed, outbox])
    return outbox


@ndb.transactional(retries=5)
def _recognise(name: str, project_id: str) -> deferred.Outbox | None:
    person, recognised = _stored(name)
    if project_id not in recognised.projects:
        recognised.projects = [*recognised.projects, project_id]
    if project_id not in person.disowned:
        recognised.put()
        return None
    person.disowned = [each for each in person.disowned if each != project_id]
    outbox = _holding([_call(name, project_id)])
    ndb.put_multi([person, recognised, outbox])
    return outbox


def _stored(name: str) -> tuple[Person, Recognised]:
    person, recognised = ndb.get_multi([person_key(name), ndb.Key(Recognised, name)])
    if person is None:
        raise NotFound(f"There is no person called {name!r}.")
    return person, recognised or Recognised(id=name)


def _call(name: str, project_id: str) -> deferred.Call:
    return deferred.Call(SETTLE, (f"{name}|{project_id}",))


def _holding(calls: list[deferred.Call]) -> deferred.Outbox:
    return deferred.Outbox.holding(deferred.Work(calls=tuple(calls)))
