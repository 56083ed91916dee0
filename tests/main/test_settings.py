"""Django's settings follow July's."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from july import config

SETTINGS = Path(__file__).parents[2] / "july" / "main" / "settings.py"


@pytest.fixture
def django_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes Django's settings for an environment."""

    def make(**environ: str) -> dict[str, Any]:
        july = config.load({"JULY_DATA": str(tmp_path), **environ})
        monkeypatch.setattr(config, "settings", lambda: july)
        return runpy.run_path(str(SETTINGS))

    return make


def test_cookies_insist_on_tls_where_people_reach_the_site_over_tls(django_settings: Any) -> None:
    made = django_settings(JULY_BASE_URL="https://july.example.org")
    assert made["SESSION_COOKIE_SECURE"]
    assert made["CSRF_COOKIE_SECURE"]
    assert made["LANGUAGE_COOKIE_SECURE"]
    assert made["SECURE_HSTS_SECONDS"] > 0


def test_cookies_work_without_tls_on_ones_own_machine(django_settings: Any) -> None:
    made = django_settings(JULY_BASE_URL="http://127.0.0.1:8000")
    assert not made["SESSION_COOKIE_SECURE"]
    assert not made["CSRF_COOKIE_SECURE"]
    assert made["SECURE_HSTS_SECONDS"] == 0


def test_the_site_answers_to_its_own_name_and_to_loopback_only(django_settings: Any) -> None:
    made = django_settings(JULY_BASE_URL="https://july.example.org")
    assert made["ALLOWED_HOSTS"] == ["july.example.org", "localhost", "127.0.0.1", "[::1]"]


def test_forms_sent_through_a_proxy_with_tls_are_taken(django_settings: Any) -> None:
    made = django_settings(JULY_BASE_URL="https://july.example.org")
    assert made["CSRF_TRUSTED_ORIGINS"] == ["https://july.example.org"]


def test_the_session_cookie_is_out_of_reach_of_scripts(django_settings: Any) -> None:
    made = django_settings()
    assert made["SESSION_COOKIE_HTTPONLY"]
    assert made["SESSION_COOKIE_SAMESITE"] == "Lax"
