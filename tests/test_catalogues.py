"""Every text has its translation, and every translation its text."""

from pathlib import Path

import pytest
from babel.messages import Catalog
from django.conf import settings

from tests.catalogues import LOCALE, SOURCES, faults, left_over, read_catalogue, texts_in_sources

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.fixture(scope="module", params=SOURCES)
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def texts(domain: str, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return texts_in_sources(domain, tmp_path_factory.mktemp("texts"))


def test_there_is_a_catalogue_for_each_language_that_is_offered() -> None:
    assert sorted(path.name for path in LOCALE.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole_and_sound(texts: Catalog, domain: str, language: str) -> None:
    catalogue = read_catalogue(LOCALE / language / "LC_MESSAGES" / f"{domain}.po")

    assert len(texts) > 20
    assert list(faults(texts, catalogue)) == []
    assert left_over(texts, catalogue) == []


def catalogue_of(tmp_path: Path, entries: str) -> Catalog:
    header = (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    path = tmp_path / "django.po"
    path.write_text(f"{header}\n{entries}", "utf-8")
    return read_catalogue(path)


DAYS = ("%(n)s day", "%(n)s days")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "is missing"),
        ('msgctxt "elsewhere"\nmsgid "by %(who)s"\nmsgstr "von %(who)s"', "is missing"),
        ('msgid "by %(who)s"\nmsgstr ""', "is not translated"),
        ('#, fuzzy\nmsgid "by %(who)s"\nmsgstr "von %(who)s"', "is fuzzy"),
        ('msgid "by %(who)s"\nmsgstr "von"', "other places"),
        ('msgid "by %(who)s"\nmsgstr "von %(wer)s"', "other places"),
        ('msgid "by %(who)s"\nmsgstr "von %(who)s, 100 % "', "other places"),
        ('msgid "by %(who)s"\nmsgstr "von %(who)d"', "other places"),
    ],
)
def test_a_fault_of_a_catalogue_is_found(tmp_path: Path, entry: str, fault: str) -> None:
    texts = Catalog()
    texts.add("by %(who)s")

    assert fault in "\n".join(faults(texts, catalogue_of(tmp_path, entry)))


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        ('msgstr[0] "%(n)s Tag"\nmsgstr[1] ""', "is not translated"),
        ('msgstr[0] "%(n)s Tag"', "is not translated"),
        ('msgstr[0] "%(n)s Tag"\nmsgstr[1] "%(m)s Tage"', "other places"),
    ],
)
def test_a_fault_of_a_plural_is_found(tmp_path: Path, forms: str, fault: str) -> None:
    texts = Catalog()
    texts.add(DAYS)
    entry = f'msgid "{DAYS[0]}"\nmsgid_plural "{DAYS[1]}"\n{forms}'

    assert fault in "\n".join(faults(texts, catalogue_of(tmp_path, entry)))


def test_what_is_in_no_source_any_more_is_found(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, 'msgid "gone"\nmsgstr "fort"')

    assert left_over(Catalog(), catalogue) == ["gone"]
