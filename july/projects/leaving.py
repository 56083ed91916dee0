"""Hooks of somebody who goes, what came through them, and the projects that they brought."""

from functools import partial

from google.cloud import ndb

from july.people.leaving import GONE, Departure
from july.projects.actions import change_hook
from july.projects.connecting import connection_key
from july.projects.models import Connection, Delivery, Hook, Project

BATCH = 200
PROJECTS = 100
"""Projects in one transaction."""


def put_away(departure: Departure) -> None:
    """Close and forget the hooks, or give them to the heir. May be repeated."""
    for hook in Hook.query(Hook.owner == departure.name).fetch():
        if departure.heir is not None:
            _give(hook.id, departure.heir)
            change_hook(hook.id, owner=departure.heir)
        else:
            change_hook(hook.id, deleted=True)
            _forget(hook.id)
            hook.key.delete()
    if departure.heir is not None:
        for key in Connection.query(Connection.owner == departure.name).fetch(keys_only=True):
            ndb.transaction(partial(_give_connection, key, departure.heir), retries=5)
    brought = Project.query(Project.brought_by == departure.name)
    while keys := brought.fetch(PROJECTS, keys_only=True):
        ndb.transaction(partial(_let_bring, keys, departure.heir or GONE), retries=5)


def _give_connection(key: ndb.Key, heir: str) -> None:
    """The key names the owner; what the heir has switched on themselves stays as it is."""
    old = key.get()
    if old is None:
        return
    key.delete()
    own = connection_key(heir, old.host, old.repository)
    if own.get() is None:
        Connection(key=own, **old.to_dict(exclude=["owner"]), owner=heir).put()


def _let_bring(keys: list[ndb.Key], name: str) -> None:
    projects = ndb.get_multi(keys)
    for project in projects:
        project.brought_by = name
    ndb.put_multi(projects)


def _give(hook: str, heir: str) -> None:
    cursor, more = None, True
    query = Delivery.query(Delivery.hook == hook).order(-Delivery.received)
    while more:
        found, cursor, more = query.fetch_page(BATCH, start_cursor=cursor)
        for delivery in found:
            delivery.owner = heir
        ndb.put_multi(found)


def _forget(hook: str) -> None:
    query = Delivery.query(Delivery.hook == hook).order(-Delivery.received)
    while keys := query.fetch(BATCH, keys_only=True):
        ndb.delete_multi(keys)
