"""What all tests share: the fixtures of `july.testing`, and on which Datastore they run.

Its engines are embedded; JULY_TEST_ENGINE names another Datastore for all that is not about that
one (tests/elsewhere.py).
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from july import config, stores, widgets
from july.hubs.contract import NARROW, WIDE
from july.hubs.placement import Placement
from july.hubs.registry import registry
from tests import elsewhere
from tests.catalogues import compile_catalogues

pytest_plugins = ["july.testing"]

compile_catalogues()

# Nothing fails by its time on a machine that has other things to do.
hypothesis_settings.register_profile(
    "july", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("july")


@pytest.fixture(scope="session")
def opened() -> Iterator[stores.Stores]:
    with elsewhere.datastore(config.settings().data) as variables:
        config.adopt(variables)
        with stores.engines(config.settings()) as engines:
            yield engines


@pytest.fixture
def emptied(opened: stores.Stores) -> None:
    elsewhere.clear(opened)


@pytest.fixture
def few_widgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """People's hubs begin with four widgets, whatever July ships by now."""
    widgets.load()
    few = (
        Placement("calendar", "calendar", NARROW),
        Placement("projects", "projects", NARROW),
        Placement("subscriptions", "subscriptions", NARROW),
        Placement("feed", "feed", WIDE),
    )
    monkeypatch.setitem(registry._defaults, "people", few)
