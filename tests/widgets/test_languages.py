"""Languages as bars."""

from july.testing.site import Site
from tests.widgets.conftest import Look


def test_languages_stand_with_their_commits_most_first(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit(files=["a.rs"]), site.commit(), site.commit())
    box = look("languages", "people", octo)
    told = [(each["name"], each["commits"]) for each in (box.data or {})["languages"]]
    assert told == [("Python", 2), ("Rust", 1)]
    assert box.html.index("/languages/python/") < box.html.index("/languages/rust/")


def test_only_as_many_as_are_wanted(site: Site, octo: str, look: Look) -> None:
    site.push(site.commit(files=["a.rs"]), site.commit(files=["a.py"]))
    assert len((look("languages", "people", octo, limit=1).data or {})["languages"]) == 1


def test_without_commits_there_are_none(octo: str, look: Look) -> None:
    assert look("languages", "people", octo).html == ""
