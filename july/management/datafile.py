"""The file in which a site's data is, for the commands that copy and check it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from july.config import Engine, Settings
from july.embedded import datastore, tasks
from july.embedded.file import Database
from july.errors import ConfigurationError, JulyError, NotFound
from july.stores import open_datastore, open_tasks

INSTEAD = {
    Engine.EMULATOR: (
        "the data is where DATASTORE_EMULATOR_HOST is served; run this there, with that variable"
        " unset and JULY_DATA naming the folder"
    ),
    Engine.CLOUD: (
        "the data is in Google's Datastore, which has means of its own:"
        " `gcloud firestore export` and `gcloud firestore import`"
    ),
}


def place_of_data(settings: Settings) -> Path:
    """Where the site's file is, or would be. Raises ConfigurationError if its data is elsewhere."""
    instead = INSTEAD.get(settings.datastore)
    if instead is not None:
        raise ConfigurationError(f"There is no file here: {instead}")
    return settings.data / "july.db"


def file_with_data(settings: Settings) -> Path:
    """The site's file. Raises ConfigurationError, and NotFound if there is none yet."""
    path = place_of_data(settings)
    if not path.exists():
        message = f"There is no data in {path.parent}; name the site's folder by JULY_DATA"
        raise NotFound(message)
    return path


def differences(path: Path) -> Iterator[str]:
    """What is wrong in a file, a line each: pages, entities and indexes, and if those, tasks.

    Like everything that opens a file, this brings one of an older version up to date.
    """
    try:
        database = Database(path)
    except ConfigurationError as error:
        yield error.message
        return
    with closing(database):
        readable = True
        yield from _bring_up_to_date(database)
        for difference in datastore.check(database):
            readable = readable and difference.table != "file"
            yield str(difference)
        if readable:
            yield from tasks.check(database)


def _bring_up_to_date(database: Database) -> Iterator[str]:
    """Convert what is of an older version, and make indexes that are missing; tells what fails."""
    try:
        open_datastore(database).close()
        open_tasks(database)
    except (sqlite3.DatabaseError, JulyError) as error:
        yield f"file: {error}"
