"""Django projects of plugins, each in a process of its own.

    browser ──> july.main ──> Proxy ── unix socket ──> gunicorn ──> the project, with its settings
                                │
                              Watched      starts it again when it dies, ends it with the server

The server begins and ends the processes (`start`, `stop`); where nobody does, its addresses say
that the site is away.
"""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from wsgiref.types import WSGIApplication

from july.main.projects.process import Watched
from july.main.projects.proxy import Proxy
from july.plugins import DjangoProject, Plugin

__all__ = ["served", "start", "stop"]

_projects: dict[str, tuple[Plugin, DjangoProject, Proxy]] = {}
_running: list[Watched] = []
_folders: list[Path] = []
_changing = Lock()


def served(plugin: Plugin, project: object) -> WSGIApplication:
    """The WSGI application that passes requests on to a project. Raises TypeError for none."""
    if not isinstance(project, DjangoProject):
        message = f"{project!r} is no DjangoProject"
        raise TypeError(message)
    proxy = Proxy(plugin.name)
    _projects[plugin.name] = plugin, project, proxy
    return proxy


def start() -> None:
    """Begin to run all of them."""
    with _changing:
        for plugin, project, proxy in _projects.values():
            # No longer than the address of a unix socket may be, wherever the data are.
            folder = Path(mkdtemp(prefix="july-"))
            _folders.append(folder)
            proxy.socket = folder / "project"
            watched = Watched(plugin, project, proxy.socket)
            _running.append(watched)
            watched.start()


def stop() -> None:
    """End them, and wait until they have."""
    with _changing:
        for watched in _running:
            watched.stop()
        for folder in _folders:
            rmtree(folder, ignore_errors=True)
        _running.clear()
        _folders.clear()
