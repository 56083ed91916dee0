"""Datastore in one file: the engine, its indexes, its check, and the way to it for ndb."""

from july.embedded.datastore.engine import DatastoreEngine
from july.embedded.datastore.indexes import Index, load_indexes
from july.embedded.datastore.integrity import Difference, check
from july.embedded.datastore.stub import DatastoreStub

__all__ = ["DatastoreEngine", "DatastoreStub", "Difference", "Index", "check", "load_indexes"]
