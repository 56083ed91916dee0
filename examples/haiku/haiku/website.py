"""The page `/haiku/`."""

from typing import Any

from july.web.sites import PageRequest, render_with_templates

from haiku.service import latest


@render_with_templates
class Root:
    """Each method is a page, shown by the template of its name."""

    def index(self, request: PageRequest) -> dict[str, Any]:  # noqa: ARG002
        """The newest haiku of the current game."""
        return {"poems": latest(100)}
