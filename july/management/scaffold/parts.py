"""What a new plugin can be given: the files of each part, and the hook by which July gets it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a new plugin. `{name}` in its texts is the plugin's name."""

    about: str
    """What it gives, for the plugin's documentation."""
    gives: str
    """The import of what its hook gives."""
    own: str
    """The module of the plugin that has it."""
    hook: str
    """The function by which July gets it."""
    files: Mapping[str, str]
    """Where each file goes, and the file here from which it is made."""
    julys: tuple[str, ...] = ()
    """Imports of July's."""


COMMON = {
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "README.md.txt",
    "docs/index.md": "index.md.txt",
    "conftest.py": "conftest.py.txt",
    "tests/test_plugin.py": "test_plugin.py.txt",
    "{name}/__init__.py": "__init__.py.txt",
    "{name}/settings.py": "settings.py.txt",
}
"""Files that every plugin has: where each goes, and from which it is made."""

PARTS = {
    "service": Part(
        about="`{name}.greet(name)`, a service, greets somebody.",
        gives="from collections.abc import Mapping",
        own="service",
        hook="""

@hookimpl
def services() -> Mapping[str, object]:
    \"""Functions that can be called from everywhere, as `{name}.greet`.\"""
    return {{"{name}": service}}
""",
        files={
            "{name}/service.py": "service.py.txt",
            "tests/test_service.py": "test_service.py.txt",
        },
    ),
    "website": Part(
        about="The page `/{name}/` greets whoever looks.",
        gives="from django.urls import URLPattern",
        julys=("from july.web.sites import pages",),
        own="website",
        hook="""

@hookimpl
def urls() -> list[URLPattern]:
    \"""Pages below `/{name}/`.\"""
    return pages(website.Root())
""",
        files={
            "{name}/website.py": "website.py.txt",
            "{name}/templates/{name}/index.html": "index.html.txt",
            "tests/test_website.py": "test_website.py.txt",
        },
    ),
    "wsgi": Part(
        about="A WSGI application at `/{name}/` greets the world.",
        gives="from wsgiref.types import WSGIApplication",
        own="application",
        hook="""

@hookimpl
def wsgi() -> WSGIApplication:
    \"""What answers below `/{name}/`.\"""
    return application.answer
""",
        files={
            "{name}/application.py": "application.py.txt",
            "tests/test_website.py": "test_website.py.txt",
        },
    ),
}
