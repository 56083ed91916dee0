"""Every address of the API and the handler behind it."""

from webapp2 import Route

from july.api.boards import BoardHandler, GameHandler, GamesHandler, StatsHandler
from july.api.deliveries import DeliveriesHandler, DeliveryHandler, RedeliveryHandler
from july.api.handler import Handler
from july.api.hooks import HookHandler
from july.api.hubs import HubHandler, SiteHubHandler
from july.api.openapi import describe
from july.api.streams import StreamHandler
from july.api.tasks import TaskHandler
from july.api.things import (
    CommitHandler,
    CommitsHandler,
    LanguageHandler,
    LanguagesHandler,
    LiveHandler,
    LocationHandler,
    LocationsHandler,
    PeopleHandler,
    PersonHandler,
    ProjectHandler,
    ProjectsHandler,
    TeamHandler,
    TeamsHandler,
)
from july.contest.rankings import BOARDS_GIVEN
from july.hosts import HOSTS
from july.hubs.subjects import CHANNELS

API = "/api/v1"
_HUBS = f"<kind:{'|'.join(CHANNELS)}>"


def endpoints() -> dict[str, type[Handler]]:
    """What answers below `/api/v1`, where the git hosts and boards of plugins are too."""
    host = f"<host:{'|'.join(HOSTS)}>"
    kind = f"<kind:{'|'.join(gift.thing.slug for gift in BOARDS_GIVEN)}>"
    return {
        f"/{host}": HookHandler,
        f"/{host}/<hook_id:[^/]+>": HookHandler,
        "/games": GamesHandler,
        "/games/<slug:[^/]+>": GameHandler,
        f"/boards/{kind}": BoardHandler,
        "/people": PeopleHandler,
        "/people/<name:[^/]+>": PersonHandler,
        "/projects": ProjectsHandler,
        "/projects/<slug:[^/]+>": ProjectHandler,
        "/teams": TeamsHandler,
        "/teams/<slug:[^/]+>": TeamHandler,
        "/locations": LocationsHandler,
        "/locations/<slug:[^/]+>": LocationHandler,
        "/languages": LanguagesHandler,
        "/languages/<slug:[^/]+>": LanguageHandler,
        "/commits": CommitsHandler,
        "/commits/<hash:[^/]+>": CommitHandler,
        "/stats/commits": StatsHandler,
        "/stats/commits/<metric:calendar|histogram>": StatsHandler,
        "/hubs/site": SiteHubHandler,
        f"/hubs/{_HUBS}/<slug:[^/]+>": HubHandler,
        "/live": LiveHandler,
        "/streams/<key:[^/]+>": StreamHandler,
        "/deliveries": DeliveriesHandler,
        "/deliveries/<id:[^/]+>": DeliveryHandler,
        "/deliveries/<id:[^/]+>/redelivery": RedeliveryHandler,
    }


class DescriptionHandler(Handler):
    """`/api/v1/openapi.json`."""

    def get(self) -> None:
        """The API, as OpenAPI describes such."""
        self.reply(describe(API, endpoints()))


def routes() -> list[Route]:
    """All addresses of the app."""
    return [
        # webapp2 tries them in this order, and nothing is asked for as often as tasks.
        Route("/_tasks/<name:[^/]+>", TaskHandler),
        *(Route(API + path, handler) for path, handler in endpoints().items()),
        Route(f"{API}/openapi.json", DescriptionHandler),
    ]
