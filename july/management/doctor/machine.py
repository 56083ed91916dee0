"""The machine: room on its disk, and the plugins that are installed."""

import shutil
from collections.abc import Iterator

from july.config import Settings
from july.management.doctor.findings import Finding, fine, worth_a_look, wrong
from july.plugins import State, all_plugins

GIGABYTE = 1 << 30
LOW, VERY_LOW = 2 * GIGABYTE, GIGABYTE // 4
"""A backup needs as much again as the site's data."""


def disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is room where the data are."""
    if not settings.embeds:
        yield fine("disk", "the data are not kept here")
        return
    free = shutil.disk_usage(settings.data).free
    used = sum(each.stat().st_size for each in settings.data.glob("july.db*"))
    told = f"{free / GIGABYTE:.1f} GB are free in {settings.data}, the data take {_size(used)}"
    if free < max(VERY_LOW, used // 10):
        yield wrong("disk", told, "make room now: a full disk refuses pushes")
    elif free < max(LOW, used):
        yield worth_a_look("disk", told, "make room: a backup needs as much again as the data")
    else:
        yield fine("disk", told)


def _size(count: int) -> str:
    return f"{count / GIGABYTE:.1f} GB" if count >= GIGABYTE else f"{count >> 20} MB"


def plugins(_settings: Settings) -> Iterator[Finding]:
    """Whether each could be loaded."""
    every = all_plugins()
    failed = [plugin for plugin in every if plugin.state is State.FAILED]
    for plugin in failed:
        remedy = "mend it, uninstall it, or leave it out by JULY_WITHOUT_PLUGINS"
        yield wrong("plugins", f"{plugin.name} failed in {plugin.faults[0]}", remedy)
    if not failed:
        names = ", ".join(plugin.name for plugin in every if plugin.state is State.LOADED)
        yield fine("plugins", names or "there are none")
