"""What `july.testing` gives to authors of plugins."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from webtest import TestApp, TestResponse

from july import config
from july.errors import ConfigurationError
from july.lib import clock as clocks
from july.live.services import NoSuchMethod, notify, services, subscribes
from july.people.actions import Profile, save_person
from july.people.models import Person
from july.plugins.configuration import PluginSettings
from july.testing.clocks import Clock
from july.testing.live import LiveSite
from july.testing.patching import ConfigPatcher, ServicePatcher
from july.testing.site import NOON, Site


class Settings(PluginSettings):
    plugin = "forecast"
    longest: int = 80


settings = Settings()


@pytest.mark.parametrize("time", ["first", "second"])
def test_nobody_is_left_of_another_test(site: Site, time: str) -> None:
    assert Person.query().count() == 0
    save_person("somebody", Profile(), ["somebody@example.org"])


def test_what_is_pushed_is_on_the_board_at_once(
    push: Callable[..., TestResponse], site: Site, octo: str
) -> None:
    push()
    push(site.commit(message="Another"), site.commit(message="And one more"))
    assert [(row["slug"], row["commits"]) for row in site.board("people")] == [("octo", 3)]


def test_the_clock_stands_until_it_is_moved(clock: Clock) -> None:
    assert clock.now == NOON
    assert clock.advance(days=1, minutes=2) == NOON + timedelta(days=1, minutes=2)
    assert clocks.now() == clock.now


def test_the_clock_runs_again_after_the_test() -> None:
    assert clocks.now() != clocks.now()


def test_a_service_is_replaced_by_the_functions_of_a_mapping(
    service_patcher: ServicePatcher,
) -> None:
    games = services.games
    service_patcher("games", {"get": lambda slug: f"the game {slug}"})
    assert games.get("chess") == "the game chess"


def test_a_service_is_replaced_by_an_object(service_patcher: ServicePatcher) -> None:
    class Weather:
        def today(self) -> str:
            return "rain"

    service_patcher("weather", Weather())
    assert services.weather.today() == "rain"


def test_services_are_what_they_were_after_the_test(site: Site) -> None:
    assert services.games.get("julython-2026")["slug"] == "julython-2026"
    with pytest.raises(NoSuchMethod):
        services.weather.today()


def test_a_setting_of_a_plugin_is_replaced(config_patcher: ConfigPatcher) -> None:
    config_patcher(settings, longest=20)
    assert settings.longest == 20


def test_a_wrong_value_is_refused_as_at_a_start(config_patcher: ConfigPatcher) -> None:
    with pytest.raises(ConfigurationError, match="its setting 'longest' is refused"):
        config_patcher(settings, longest="very")


def test_julys_own_settings_are_replaced_by_their_variables(config_patcher: ConfigPatcher) -> None:
    config_patcher(JULY_MOST_LINKS="7")
    assert config.settings().most_links == 7


def test_settings_are_what_they_were_after_the_test() -> None:
    assert settings.longest == 80
    assert config.settings().most_links == 3


def test_who_signs_in_gets_the_pages_of_an_account(
    sign_in: Callable[..., TestResponse], pages: TestApp, octo: str
) -> None:
    assert pages.get("/account/").status_int == 302
    sign_in(octo, "tentacles-8")
    assert pages.get("/account/").status_int == 200


def test_pages_are_served_on_a_port(live: LiveSite) -> None:
    assert httpx.get(f"{live.url}/games/julython-2026/").status_code == 200


def test_a_client_hears_of_what_changes(live: LiveSite, service_patcher: ServicePatcher) -> None:
    said = ["hello"]

    @subscribes("forecast")
    def latest() -> str:
        return said[-1]

    service_patcher("forecast", {"latest": latest})
    assert live.client().call("forecast.latest") == "hello"
    answers = live.subscribe("forecast.latest")
    assert answers.next() == "hello"
    said.append("goodbye")
    notify("forecast")
    assert answers.next() == "goodbye"
