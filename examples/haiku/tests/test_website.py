"""What people see."""

from collections.abc import Callable

from webtest import TestApp

Commits = Callable[..., None]


def test_its_page_shows_haiku(commits: Commits, poem: str, pages: TestApp, octo: str) -> None:
    commits(poem)
    lines = pages.get("/haiku/").html.select(".haiku blockquote p")
    assert [line.text for line in lines] == poem.splitlines()


def test_its_page_says_that_there_is_none(pages: TestApp) -> None:
    assert "There is no haiku yet." in pages.get("/haiku/")


def test_it_stands_on_a_persons_page(
    commits: Commits, poem: str, pages: TestApp, octo: str, mallory: str
) -> None:
    commits(poem)
    assert "A frog jumps into the queue" in pages.get(f"/people/{octo}/")
    assert "A frog jumps into the queue" not in pages.get(f"/people/{mallory}/")
