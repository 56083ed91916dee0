"""Who may do what: the table in docs/permissions.md, driven over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from july import config
from july.main import urls
from july.testing.site import Site
from tests.permissions import (
    COLUMNS,
    PROVE,
    TABLE,
    THINGS,
    Populated,
    Row,
    addresses,
    place_of,
    populate,
    rows,
)

LATER = "Later"
"""The section whose people signed in long ago."""
SECTIONS = ("Pages", "Account", LATER, "API", "Live")
EXAMPLES = {**THINGS, "HOOK": "x", "SPARE": "x", "HASH": "x", "DELIVERY": "x"}


@pytest.fixture
def everybody(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Populated]:
    with monkeypatch.context() as patch:
        patch.setenv("JULY_GITHUB_CLIENT_ID", "july")
        patch.setenv("JULY_GITHUB_CLIENT_SECRET", "a secret of the site")
        config.settings.cache_clear()
        populated = populate(site)
        yield populated
        populated.close()
    config.settings.cache_clear()


def test_every_address_has_a_row() -> None:
    told = {(row.verb, place_of(row, EXAMPLES)) for row in rows()}
    pages = {place for _, place in told}
    missing = [
        f"| `{verb} {place}` | {' | '.join(COLUMNS)} |"
        for verb, place in addresses()
        if (verb, place) not in told and not (_is_page(place) and place in pages)
    ]
    told_how = f"add a row for each to docs/{TABLE.name}, with what it answers to whom:"
    assert missing == [], "\n".join([told_how, *missing])


def test_every_row_is_in_a_section_that_is_driven() -> None:
    assert [row for section in SECTIONS for row in rows(section)] == rows()
    assert all(len(row.answers) == len(COLUMNS) for row in rows())


@pytest.mark.parametrize("section", SECTIONS)
def test_everybody_gets_what_the_table_says(everybody: Populated, section: str) -> None:
    wrong = []
    for row in rows(section):
        proved = section != LATER
        answers = tuple(everybody.answer(row, who, proved=proved) for who in COLUMNS)
        if answers != row.answers:
            wrong.append(f"{row} says the table, the site answers\n{replace(row, answers=answers)}")
    assert wrong == [], "\n".join(["", *wrong])


def test_what_asks_for_a_proof_stands_where_it_is_told(everybody: Populated) -> None:
    told = {(row.verb, place_of(row, everybody.names)) for row in rows(LATER)}
    asking = {
        (row.verb, place_of(row, everybody.names))
        for row in rows("Account")
        for who in ("somebody else", "owner")
        if everybody.answer(row, who, proved=False) == PROVE
    }
    assert asking == told


def test_a_page_that_takes_a_form_has_a_row_for_it(everybody: Populated) -> None:
    pages = {place_of(row, everybody.names): row for row in rows() if row.verb == "GET"}
    forms = {place_of(row, everybody.names) for row in rows() if row.verb == "POST"}
    missing = []
    for place, row in pages.items():
        if _is_page(place) and place not in forms:
            form = Row("POST", row.address, "", row.answers)
            answers = tuple(everybody.answer(form, who) for who in COLUMNS)
            as_told = zip(answers, row.answers, strict=True)
            if any(answer not in {told, "405"} for answer, told in as_told):
                missing.append(str(replace(form, answers=answers)))
    assert missing == [], "\n".join(["add to the table, with what a visitor would send:", *missing])


def _is_page(place: str) -> bool:
    return place in {f"/{pattern.pattern}" for pattern in urls.urlpatterns}
