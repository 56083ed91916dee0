"""`/api/v1/deliveries…`: what became of the requests of one's git hosts."""

from typing import Any

from july.api.handler import Handler
from july.api.lists import PAGING, ListHandler
from july.contest.receiving import redeliver
from july.errors import BadField, NotFound, TooOften
from july.lib import clock
from july.live.services.own.lists import stretch
from july.people.models import Person
from july.projects.models import Delivery
from july.projects.queries import find_delivery, find_hook, signature_of
from july.web.attempts import MINUTES, may_repeat


class DeliveriesHandler(ListHandler):
    """`/api/v1/deliveries?hook=ID`."""

    parameters = PAGING | {"hook"}

    def get(self) -> None:
        """The deliveries of one of one's hooks, the newest first."""
        person = self.require_person("deliveries")
        hook = find_hook(self.text("hook") or "", deleted_too=True)
        if hook is None or not _may_see(person, hook.owner):
            raise BadField("Name one of your hooks.", field="hook")
        query = Delivery.query(Delivery.hook == hook.id).order(-Delivery.received)
        self.reply_page(
            stretch(
                "deliveries",
                query,
                lambda rows: [delivery_as_json(row) for row in rows],
                self.limit,
                self.text("cursor"),
                hook=str(hook.id),
            )
        )


class DeliveryHandler(Handler):
    """`/api/v1/deliveries/ID`."""

    def get(self, id: str) -> None:
        """One delivery, for the owner of its hook."""
        delivery = _found(id, self.require_person("deliveries"))
        self.reply(delivery_as_json(delivery))


class RedeliveryHandler(Handler):
    """`/api/v1/deliveries/ID/redelivery`."""

    def post(self, id: str) -> None:
        """Take the body of one's delivery once more: the answer is that to its host."""
        person = self.require_person("deliveries")
        delivery = _found(id, person)
        if delivery.owner != person.name:
            raise NotFound("Only the owner of its hook can have a delivery taken once more.")
        if not may_repeat(person.name):
            raise TooOften(f"Too many at once. Wait {MINUTES} minutes.")
        answer = redeliver(delivery)
        self.reply(answer.body, answer.status)


def delivery_as_json(delivery: Delivery) -> dict[str, Any]:
    """A delivery, as its owner sees it."""
    received = clock.from_microseconds(delivery.received)
    return {
        "id": delivery.key.id(),
        "hook": delivery.hook,
        "host": delivery.host,
        "event": delivery.event or "push",
        "received": received.isoformat(),
        "signature": signature_of(delivery),
        "status": delivery.status,
        "milliseconds": delivery.milliseconds,
        "size": delivery.size,
        "kept": delivery.body_from is not None,
        "again": delivery.again,
        "headers": delivery.headers,
        "answer": delivery.answer,
    }


def _found(id: str, person: Person) -> Delivery:
    delivery = find_delivery(id)
    if delivery is None or not _may_see(person, delivery.owner):
        raise NotFound("There is no such delivery, or its hook is not yours.")
    return delivery


def _may_see(person: Person, owner: str | None) -> bool:
    return bool(person.organizer or (owner and person.name == owner))
