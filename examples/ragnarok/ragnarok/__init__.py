"""Ragnarok: a plugin for July. It knows whether the world has ended."""

from collections.abc import Iterable, Mapping

from django.urls import URLPattern

from july.plugins import hookimpl
from july.web.sites import pages

from ragnarok import service, website


@hookimpl
def services() -> Mapping[str, object]:
    """Functions that can be called from everywhere, as `ragnarok.all_checks`."""
    return {"ragnarok": service}


@hookimpl
def tasks() -> Iterable[str]:
    """The module whose import registers what happens in the background."""
    return ["ragnarok.tasks"]


@hookimpl
def urls() -> list[URLPattern]:
    """Pages below `/ragnarok/`."""
    return pages(website.Root())
