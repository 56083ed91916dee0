"""A whole Django project that a plugin brings: with settings, database and apps of its own."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DjangoProject:
    """What has to be known to serve it, in a process that has nothing of July's.

    It is told its prefix, `/NAME`, by WSGI's SCRIPT_NAME, so that its addresses come out right.
    """

    settings: str
    """Its settings, as DJANGO_SETTINGS_MODULE names them: `mysite.settings`."""
    folder: Path
    """Where its packages are found, and its `manage.py` stands."""

    def __post_init__(self) -> None:
        """Raise ValueError for what can't be served."""
        if not self.settings:
            message = "a DjangoProject needs the name of its settings, such as mysite.settings"
            raise ValueError(message)
        if not self.folder.is_dir():
            message = f"the folder {self.folder} of the DjangoProject is not there"
            raise ValueError(message)
