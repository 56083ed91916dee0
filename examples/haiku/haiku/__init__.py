"""Haiku: a plugin for July. Commit messages that are poems."""

from collections.abc import Iterable, Mapping

from django.urls import URLPattern

from july.bus.listening import Listener
from july.contest.rankings import Board
from july.contest.scoring import ScoringRule
from july.hubs.contract import Widget
from july.hubs.placement import Placement
from july.hubs.subjects import SITE
from july.plugins import hookimpl
from july.web.sites import pages

from haiku import contest, service, tasks, website, widget


@hookimpl
def services() -> Mapping[str, object]:
    """`haiku.latest`."""
    return {"haiku": service}


@hookimpl(specname="tasks")
def deferred() -> Iterable[str]:
    """The module whose import registers what is deferred."""
    return ["haiku.tasks"]


@hookimpl
def listeners() -> Iterable[Listener]:
    """What hears of every commit."""
    return [Listener("haiku", ("commits",), tasks.hear)]


@hookimpl
def scoring_rules() -> Iterable[ScoringRule]:
    """Points for haiku."""
    return [contest.RULE]


@hookimpl
def boards() -> Iterable[Board]:
    """A ranking of those who write them."""
    return [contest.BOARD]


@hookimpl
def widgets() -> Iterable[Widget]:
    """The newest ones, for hubs."""
    return [widget.WIDGET]


@hookimpl
def hub_defaults() -> Mapping[str, Iterable[Placement]]:
    """The widget stands on the front page and on people's, until somebody changes that."""
    return {kind: [Placement("haiku", "haiku", widget.WIDGET.column)] for kind in (SITE, "people")}


@hookimpl
def urls() -> list[URLPattern]:
    """The page `/haiku/`."""
    return pages(website.Root())
