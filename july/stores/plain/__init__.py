"""Entities as plain values, for the few paths where the cost of ndb's own is all there is.

plain(Commit)                       a class with the attributes of the model, without ndb in it
PlainKey("Commit", "41a212e…")      a key of a kind and a name
transact(work)                      work(transaction) reads, then writes, in one transaction
read(…), put(…), delete(…)          the same outside of one
scan(kind, equal, fields, …)        many rows, as tuples
walk(kind, equal, order)            the same in the order of an index, without the entities
milestones(…, every)                of these each hundredth, or so

The models stay the one description of what is stored: each class of plain entities is made from
its model, both read what the other has written, and everything goes through the same client to
the same Datastore. Recording a push takes a third of the time so.
"""

from july.stores.plain.entities import Plain, PlainKey, plain
from july.stores.plain.scanning import scan
from july.stores.plain.transactions import Transaction, Wanted, delete, put, read, transact
from july.stores.plain.walking import Step, milestones, walk

__all__ = [
    "Plain",
    "PlainKey",
    "Step",
    "Transaction",
    "Wanted",
    "delete",
    "milestones",
    "plain",
    "put",
    "read",
    "scan",
    "transact",
    "walk",
]
