"""Cleaning up behind deliveries."""

from datetime import timedelta

from google.cloud import ndb

from july import deferred
from july.lib import clock
from july.projects.models import Delivery, DeliveryBody

BODY_FOR = timedelta(days=7)
DELIVERY_FOR = timedelta(days=90)
BATCH = 200


@deferred.task("projects.forget_deliveries", every=timedelta(days=1))
def forget_deliveries() -> None:
    """Drop bodies after a week and deliveries after three months."""
    for kind, age in ((DeliveryBody, BODY_FOR), (Delivery, DELIVERY_FOR)):
        latest = clock.microseconds(clock.now() - age)
        query = kind.query(kind.received < latest)
        while keys := query.fetch(BATCH, keys_only=True):
            ndb.delete_multi(keys)
