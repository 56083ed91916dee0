"""Reading projects, hooks and deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass

from google.cloud import ndb

from july.errors import BadSignature
from july.lib.names import is_usable
from july.projects.models import Connection, Delivery, Hook, Project, ProjectAddress
from july.stores.plain import Plain, PlainKey, read

WORKS, WAITING, REFUSED = "works", "waiting", "refused"
LOOKED_PAST = 50
"""Projects that may be looked past in search of others."""
MOST_HOOKS = 1000
"""Hooks of one person that are looked at."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the last deliveries to a hook went."""

    last: int | None
    """When the newest came, microseconds since 1970; None if none did."""
    taken: int
    """How many were not refused."""
    deliveries: int

    @property
    def percent(self) -> int:
        """The share of those that were taken, rounded down: only all are a hundred."""
        return self.taken * 100 // self.deliveries if self.deliveries else 0


def project_key(id: str) -> ndb.Key:
    """Key of the project with that identity."""
    return ndb.Key(Project, id)


def find_project(slug: str) -> Project | None:
    """The project that has or once had this slug, or None."""
    address = ndb.Key(ProjectAddress, slug).get() if is_usable(slug) else None
    return project_key(address.project).get() if address else None


def find_projects(ids: Iterable[str]) -> dict[str, Project]:
    """The projects among `ids` that exist, by id."""
    wanted = list(dict.fromkeys(ids))
    found = ndb.get_multi([project_key(id) for id in wanted])
    return {id: project for id, project in zip(wanted, found, strict=True) if project}


def newest_projects(limit: int) -> list[Project]:
    """Which came last, the newest first, of those that everybody may see and that may score.

    Fewer if many of the newest are not.
    """
    newest = Project.query().order(-Project.created).fetch(limit + LOOKED_PAST)
    return [each for each in newest if not each.private and not each.disabled][:limit]


def find_hook(id: str, *, deleted_too: bool = False) -> Hook | None:
    """The hook with that id, unless it was deleted."""
    hook = ndb.Key(Hook, id).get() if is_usable(id) else None
    return hook if hook and (deleted_too or not hook.deleted) else None


def find_hooks(ids: Iterable[str]) -> dict[str, Hook]:
    """The hooks with those ids, the deleted too, by id."""
    found = ndb.get_multi([ndb.Key(Hook, id) for id in dict.fromkeys(ids)])
    return {hook.id: hook for hook in found if hook}


def open_hook(id: str) -> Plain | None:
    """The hook with that id, unless it was deleted, as plain values: deliveries ask for it."""
    hook = read([(Hook, id)]).get(PlainKey("Hook", id)) if is_usable(id) else None
    return None if hook is None or hook.deleted else hook


def hooks_of(owner: str) -> list[Hook]:
    """The hooks of a person that still take deliveries, the oldest first."""
    hooks = Hook.query(Hook.owner == owner).fetch(MOST_HOOKS)
    return sorted((hook for hook in hooks if not hook.deleted), key=lambda hook: hook.created)


def connections_of(owner: str, host: str) -> list[Connection]:
    """The repositories there that a person has switched on."""
    query = Connection.query(Connection.owner == owner, Connection.host == host)
    return list(query.fetch(MOST_HOOKS))


def find_own_hook(owner: str, id: str) -> Hook | None:
    """The hook with that id, if it is that person's."""
    hook = find_hook(id)
    return hook if hook and hook.owner == owner else None


def state_of(hook: Hook) -> str:
    """Whether a delivery with a right signature has come: `works`, `waiting` while nothing has come
    at all, or `refused`.
    """
    if hook.first is not None:
        return WORKS
    last = deliveries_to(hook.id, 10)
    if any(delivery.status < 400 for delivery in last):
        return WORKS
    return REFUSED if last else WAITING


def deliveries_to(hook: str, limit: int) -> list[Delivery]:
    """The last deliveries to a hook, newest first."""
    found: list[Delivery] = (
        Delivery.query(Delivery.hook == hook).order(-Delivery.received).fetch(limit)
    )
    return found


def signature_of(delivery: Delivery) -> str:
    """Whether a delivery was signed: `right`, `wrong`, or `none` at the open endpoint."""
    if delivery.hook is None:
        return "none"
    error = (delivery.answer or {}).get("error", {})
    return "wrong" if error.get("code") == BadSignature.code else "right"


def health_of(deliveries: Iterable[Delivery]) -> Health:
    """How well those went that a host sent, the newest first."""
    sent = [delivery for delivery in deliveries if delivery.again is None]
    taken = sum(delivery.status < 400 for delivery in sent)
    return Health(sent[0].received if sent else None, taken, len(sent))


def find_delivery(id: str) -> Delivery | None:
    """The delivery with that id, or None."""
    return ndb.Key(Delivery, id).get() if is_usable(id) else None
