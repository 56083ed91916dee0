"""Services: whether the world has ended, as all the websites together see it."""

import logging
from typing import Any

import requests
from google.cloud import ndb

from july.lib import clock
from july.live.services import login_required, notifies, subscribes

from ragnarok.models import RagnarokResult, RagnarokWebsite
from ragnarok.settings import settings

__all__ = ["all_checks", "check_for_apocalypse", "true_or_false"]

logger = logging.getLogger(__name__)


@subscribes("apocalypse")
def all_checks() -> dict[str, dict[str, Any]]:
    """Of each website, by its address, whether it ever said so, and when it was last asked."""
    return {
        website.url: {
            "result": _has_ended(RagnarokResult.website == website.key),
            "last_checked": website.last_checked,
        }
        for website in RagnarokWebsite.query().fetch()
    }


@subscribes("apocalypse")
def true_or_false() -> bool:
    """Whether any website ever said that the world has ended."""
    return _has_ended()


@login_required
@notifies("apocalypse")
def check_for_apocalypse() -> None:
    """Ask all websites, and keep what they say."""
    with requests.Session() as session:
        if settings.proxy:
            session.proxies = {"http": settings.proxy, "https": settings.proxy}
        for website in RagnarokWebsite.query().fetch():
            try:
                page = session.get(website.url, timeout=settings.seconds)
                page.raise_for_status()
            except requests.RequestException as error:
                logger.warning("%s does not tell: %s", website.url, error)
            else:
                _keep(website, world_ended=website.search_for not in page.text)


def _keep(website: RagnarokWebsite, *, world_ended: bool) -> None:
    """Store what a website said just now."""
    website.last_checked = clock.now()
    result = RagnarokResult(
        website=website.key, world_ended=world_ended, checked=website.last_checked
    )
    ndb.put_multi([website, result])


def _has_ended(*conditions: ndb.Node) -> bool:
    """Whether there is a result of that sort that says so."""
    ended = RagnarokResult.world_ended == True  # noqa: E712 - ndb's way to ask
    return RagnarokResult.query(ended, *conditions).get() is not None
