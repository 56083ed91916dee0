"""For tests of plugins, and July's own: a site in memory that is clean before every test.

    # conftest.py, beside the plugin's pyproject.toml
    pytest_plugins = ["july.testing"]

Fixtures: `site`, the people `ada`, `octo` and `mallory`, `push`, `pages`, `sign_in`, `clock`,
`service_patcher`, `config_patcher`, `live`; docs/plugins/reference.md tells what each gives. The
plugin in whose project pytest runs is loaded as if it were installed.

No site imports this: it needs pytest and WebTest.
"""

import shutil
import tempfile
import tomllib
import warnings
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings

from july import config, plugins
from july.errors import PluginFailed
from july.plugins.discovery import GROUP

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
FOLDER = tempfile.TemporaryDirectory(
    prefix="july-tests-", dir=_SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None
)
"""Where the data of the site is; in memory where a system offers that."""
PLUGINS = Path(FOLDER.name) / "plugins"
"""Where July looks for plugins besides those that are installed."""

# They import a module that Python 3.13 drops, which is no fault of whose tests these are.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import_module("webapp2")

# Before anything is imported that reads settings.
config.adopt(
    {
        "JULY_DATA": FOLDER.name,
        "JULY_BASE_URL": "http://testserver",
        "JULY_OPEN_HOOKS": "1",
        "JULY_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
        "JULY_PLUGINS": str(PLUGINS),
    }
)


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin whose tests these are, then July, then the fixtures.

    Raises UsageError with the fault of a plugin that can't be loaded.
    """
    try:
        _offer(config.rootpath)
        django.setup()
    except PluginFailed as error:
        raise pytest.UsageError(str(error)) from error
    # The real ones take their time, which is their purpose and not that of most tests.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    config.pluginmanager.import_plugin(f"{__name__}.fixtures")


def _offer(project: Path) -> None:
    """Put the project into the folder of plugins, if it is one; its faults stop the tests."""
    if not _plugins_of(project) - {entry.name for entry in entry_points(group=GROUP)}:
        return
    if plugins.opened():
        message = "a conftest.py imports July's applications: leave that to the tests themselves"
        raise pytest.UsageError(message)
    config.adopt({"JULY_PLUGINS_STRICT": "1"})
    shutil.rmtree(PLUGINS, ignore_errors=True)
    PLUGINS.mkdir()
    (PLUGINS / project.name).symlink_to(project)


def _plugins_of(project: Path) -> set[str]:
    """The names of the plugins that a project declares."""
    try:
        told = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    except FileNotFoundError:
        return set()
    return set(told.get("project", {}).get("entry-points", {}).get(GROUP, {}))
