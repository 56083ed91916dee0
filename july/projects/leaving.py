"""Hooks of somebody who goes, and what came through them."""

from google.cloud import ndb

from july.people.leaving import Departure
from july.projects.connecting import connection_key
from july.projects.models import Connection, Delivery, Hook

BATCH = 200


def put_away(departure: Departure) -> None:
    """Close and forget the hooks, or give them to the heir. May be repeated."""
    _settle_connections(departure)
    hooks = Hook.query(Hook.owner == departure.name).fetch()
    for hook in hooks:
        if departure.heir is not None:
            _give(hook.id, departure.heir)
            hook.owner = departure.heir
            hook.put()
        else:
            hook.deleted = True
            hook.put()
            _forget(hook.id)
            hook.key.delete()


def _settle_connections(departure: Departure) -> None:
    """What is switched on stays so for the heir; else only its host knows of it, and gets a 404."""
    for connection in Connection.query(Connection.owner == departure.name).fetch():
        if departure.heir is not None:
            key = connection_key(departure.heir, connection.host, connection.repository)
            values = connection.to_dict(exclude=("owner", "created"))
            Connection(key=key, owner=departure.heir, **values).put()
        connection.key.delete()


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
