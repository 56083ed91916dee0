"""Which names a plugin can't have: those with which July's own addresses begin."""

import re

from july import api, channel
from july.main import urls
from july.main.mounting import first_parts
from july.plugins.discovery import TAKEN
from july.site.front import Site
from july.web.links import STATIC_ROOT


def own_names() -> set[str]:
    """The first parts of all addresses of the site that could be names of plugins."""
    routes = [
        *api.app.application.router.match_routes,
        *channel.app.application.router.match_routes,
    ]
    front = Site(main=api.app, api=api.app, channel=channel.app, static=STATIC_ROOT)
    names = {
        *first_parts(urls.OWN),
        *(route.template.lstrip("/").partition("/")[0] for route in routes),
        *front._routes,
        *(folder.name for folder in STATIC_ROOT.iterdir()),
    }
    return {name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*", name)}


def test_every_address_of_july_is_taken() -> None:
    assert own_names() - TAKEN == set()
