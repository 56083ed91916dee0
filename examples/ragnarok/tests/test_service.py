"""What the services tell about the world."""

from collections.abc import Callable

import pytest

from july.live.services import services
from july.testing.clocks import Clock
from july.testing.live import LiveSite
from july.testing.patching import ConfigPatcher
from july.testing.site import Site

from ragnarok import service, tasks
from ragnarok.models import RagnarokResult, RagnarokWebsite
from ragnarok.settings import settings

Says = Callable[[str], None]


def keep(*, world_ended: bool) -> None:
    RagnarokResult(website=RagnarokWebsite(id="x").key, world_ended=world_ended).put()


@pytest.fixture
def life(site: Site) -> None:
    keep(world_ended=False)


@pytest.fixture
def death(site: Site) -> None:
    keep(world_ended=True)


def test_without_a_result_the_world_goes_on(site: Site) -> None:
    assert not service.true_or_false()


def test_the_world_has_not_ended(life: None) -> None:
    assert not service.true_or_false()


def test_the_world_has_ended(death: None) -> None:
    assert service.true_or_false()


def test_one_that_says_so_is_enough(life: None, death: None) -> None:
    assert service.true_or_false()


def test_a_check_keeps_what_the_website_says(says: Says, clock: Clock) -> None:
    tasks.check()
    says("YES")
    clock.advance(days=1)
    tasks.check()
    (check,) = services.ragnarok.all_checks().values()
    assert check == {"result": True, "last_checked": clock.now}


def test_a_website_that_can_not_be_asked_says_nothing(
    says: Says, config_patcher: ConfigPatcher, caplog: pytest.LogCaptureFixture
) -> None:
    config_patcher(settings, proxy="http://127.0.0.1:9")
    tasks.check()
    (check,) = service.all_checks().values()
    assert check == {"result": False, "last_checked": None}
    assert "does not tell" in caplog.text


def test_who_watches_hears_when_the_world_ends(says: Says, live: LiveSite) -> None:
    answers = live.subscribe("ragnarok.true_or_false")
    assert answers.next() is False
    says("YES")
    service.check_for_apocalypse()
    assert answers.next() is True
