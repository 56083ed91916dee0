"""`/metrics`: figures for Prometheus, and for nobody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from webtest import TestApp

from july import deferred, main
from july.config import settings
from july.testing.site import Site
from july.web.views import health

KEY = "only-for-prometheus-only-for-prometheus"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Sets the key of the site."""
    own = settings()

    def set_key(key: str | None) -> None:
        monkeypatch.setattr(health, "settings", lambda: replace(own, metrics_key=key))

    return set_key


@pytest.fixture
def pages(site: Site) -> TestApp:
    return TestApp(main.app)


def figures(pages: TestApp) -> dict[tuple[str, str], float]:
    """What is told, by name and the values of its labels."""
    answer = pages.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_site_without_a_key_tells_nobody(
    pages: TestApp, key: Callable[[str | None], None]
) -> None:
    key(None)
    assert "JULY_METRICS_KEY" in pages.get("/metrics", status=404).text


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", f"Basic {KEY}x"])
def test_whoever_shows_no_key_or_another_is_refused(
    pages: TestApp, key: Callable[[str | None], None], shown: str
) -> None:
    key(KEY)
    pages.get("/metrics", headers={"Authorization": shown}, status=403)


def test_a_push_is_counted_by_host_answer_and_verdict(
    site: Site, pages: TestApp, key: Callable[[str | None], None]
) -> None:
    key(KEY)
    before = figures(pages)
    site.push(site.commit(), site.commit())
    after = figures(pages)
    for name, labels, more in (
        ("july_deliveries_total", "push 201", 1),
        ("july_commits_total", "orphan", 2),
        ("july_request_seconds_count", "api POST 201", 1),
    ):
        assert after[name, labels] - before.get((name, labels), 0) == more


def test_what_waits_in_the_queue_is_told(
    site: Site, pages: TestApp, key: Callable[[str | None], None]
) -> None:
    key(KEY)
    deferred.defer("contest.sweep")
    assert figures(pages)["july_queue_tasks", "work"] == 1
