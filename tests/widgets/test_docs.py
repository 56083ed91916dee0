"""docs/widgets.md lists the widgets that there are, as they are declared."""

from july import widgets
from july.hubs.registry import registry
from tests.widgets.describing import PAGE, page

widgets.load()


def test_the_page_lists_every_widget_as_it_is_declared() -> None:
    how = "write it anew: .venv/bin/python -m tests.widgets.describing"
    assert PAGE.read_text("utf-8") == page(), how


def test_every_widget_says_in_one_sentence_what_it_shows() -> None:
    assert [widget.name for widget in registry if not str(widget.about).endswith(".")] == []
