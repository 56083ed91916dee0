"""The pages below `/ragnarok/`."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from july.web.sites import PageRequest, render_with_templates, restricted

from ragnarok import service


@render_with_templates
class Root:
    """Each method is a page, shown by the template of its name."""

    def index(self, request: PageRequest) -> dict[str, Any]:  # noqa: ARG002
        """The page at `/ragnarok/`: what each website said."""
        return {"checks": service.all_checks(), "apocalypse": service.true_or_false()}

    @restricted
    def refresh(self, request: PageRequest) -> HttpResponse:
        """The button below `/ragnarok/refresh/`, for those who are signed in."""
        if request.method == "POST":
            service.check_for_apocalypse()
        return redirect("ragnarok:index")
