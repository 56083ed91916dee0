"""The language and the zone of a page."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.utils.translation import get_language, gettext_lazy, override
from jinja2 import DictLoader
from webtest import TestApp

from july.lib import words
from july.web import languages
from july.web.environment import make_environment

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)


def told(path: str = "/", content_type: str = "text/html", **headers: str) -> HttpResponse:
    """What a page tells that names its language and a time."""

    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{get_language()} {words.moment(NOON)}", content_type=content_type)

    answer: Any = languages.spoken(page)(RequestFactory().get(path, headers=headers))
    return answer


def language_of(**headers: str) -> str:
    return told(**headers).headers["Content-Language"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("fr-CH, de;q=0.7, *;q=0.5", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=what,,;;", "en"),
        ("../../etc/passwd", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_browser_says_which_language_it_would_like(asked: str, language: str) -> None:
    assert language_of(accept_language=asked) == language


def test_who_has_chosen_is_not_asked_again() -> None:
    assert language_of(cookie="july_language=en", accept_language="de") == "en"
    assert language_of(cookie="july_language=de") == "de"


@pytest.mark.parametrize("value", ["", "fr", "../de", "de\u0000", "<script>", "d" * 10_000, '"\\"'])
def test_a_choice_that_is_none_is_no_choice(value: str) -> None:
    assert language_of(cookie=f"july_language={value}", accept_language="en") == "en"


def test_what_keeps_answers_learns_on_what_they_depend() -> None:
    assert told().headers["Vary"] == "Accept-Language, Cookie"


def test_a_picture_is_the_same_in_every_language() -> None:
    headers = told(content_type="image/svg+xml").headers
    assert "Vary" not in headers
    assert "Content-Language" not in headers


def test_nothing_of_a_visitor_stays_for_the_next() -> None:
    told(cookie="july_language=de; july_zone=Asia/Tokyo")
    assert get_language() == "en"
    assert told().content == b"en 14 July 2026, 12:00 UTC"


def test_times_are_told_in_the_visitors_zone() -> None:
    answer = told(cookie="july_zone=Europe/Berlin; july_language=de")
    assert answer.content.decode() == "de 14. Juli 2026, 14:00 CEST"


@pytest.mark.parametrize("zone", ["", "Nowhere", "../../etc/passwd", "<b>", "Europe", "x" * 5000])
def test_a_zone_that_is_none_is_left_aside(zone: str) -> None:
    assert told(cookie=f"july_zone={zone}").content == b"en 14 July 2026, 12:00 UTC"


def test_a_page_says_its_language(pages: TestApp) -> None:
    assert pages.get("/").html.html["lang"] == "en"
    german = pages.get("/", headers={"Accept-Language": "de"})
    assert german.html.html["lang"] == "de"
    assert german.headers["Content-Language"] == "de"


def test_an_error_speaks_the_visitors_language_too(pages: TestApp) -> None:
    answer = pages.get("/nothing/here/", headers={"Accept-Language": "de"}, status=404)
    assert answer.html.html["lang"] == "de"


def test_scripts_find_their_texts_in_the_page(pages: TestApp) -> None:
    page = pages.get("/", headers={"Accept-Language": "de"})
    texts = json.loads(page.html.select_one("script#words[type='application/json']").string)
    assert texts["just now"] == "gerade eben"
    assert texts["%(count)s day ago"] == ["vor %(count)s Tag", "vor %(count)s Tagen"]
    assert pages.get("/").html.select_one("script#words") is None


@pytest.fixture
def forgetful() -> Iterator[None]:
    languages.languages.cache_clear()
    yield
    languages.languages.cache_clear()


def test_without_compiled_catalogues_the_site_speaks_english_and_the_log_says_so(
    forgetful: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("july")
    with override_settings(LOCALE_PATHS=[tmp_path]):
        logger.addHandler(caplog.handler)
        assert language_of(accept_language="de") == "en"
        assert language_of(cookie="july_language=de") == "en"
        logger.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records] == [
        "Deutsch is left out: its catalogues are not compiled (docs/translating.md)"
    ]


def rendered(template: str, **context: object) -> str:
    environment = make_environment(DictLoader({"page": template}), auto_reload=False)
    return environment.get_template("page").render(context)


def test_templates_translate_texts_and_escape_what_is_put_into_them() -> None:
    with override("de"):
        assert rendered("{{ _('July speaks %(known)s', known=known) }}", known="<b>") == (
            "July spricht &lt;b&gt;"
        )


def test_templates_translate_plurals_broken_into_lines() -> None:
    template = """
    {%- trans count=days %}
        {{ count }} day ago
    {% pluralize %}
        {{ count }} days ago
    {% endtrans %}"""
    with override("de"):
        assert rendered(template, days=1) == "vor 1 Tag"
        assert rendered(template, days=3) == "vor 3 Tagen"


def test_a_text_that_is_translated_late_is_escaped_all_the_same() -> None:
    assert rendered("{{ text }}", text=gettext_lazy("<b>")) == "&lt;b&gt;"


def test_every_language_is_offered_by_its_own_name() -> None:
    assert list(languages.languages().items()) == [*settings.LANGUAGES]
