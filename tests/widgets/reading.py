"""What a box says."""

from bs4 import BeautifulSoup

from july.hubs.boxes import Box


def words_of(box: Box) -> str:
    """Its text without tags, in one line."""
    return " ".join(BeautifulSoup(box.html, "html.parser").get_text(" ").split())
