"""Git hosts of plugins, where they are not what they should be, and where they are gone."""

import json
from dataclasses import replace

import pytest
from webtest import TestApp

from july.api import make_app
from july.api.routes import API, routes
from july.contest.hook_letters import look_after
from july.errors import BadRequest
from july.hosts import HOSTS, Host, push
from july.hosts.host import Headers
from july.hosts.known import TAKEN
from july.hosts.values import Content, Push
from july.hubs.verdicts import tell, tell_commits
from july.plugins import close_plugins
from july.projects.actions import save_hook
from july.projects.models import Delivery
from july.testing.site import Site
from july.web.forms import NewHookForm
from july.web.guide import every_page
from tests.plugins.conftest import Plug
from tests.signing import signed


def parse(headers: Headers, body: bytes) -> Content:
    """July's own format, from a host of another name."""
    content = push.HOST.parse(headers, body)
    if isinstance(content, Push):
        return replace(content, repository=replace(content.repository, host="inkwell"))
    return content


INKWELL = replace(push.HOST, name="inkwell", prefix="ink", title="Inkwell", parse=parse)


@pytest.mark.parametrize(
    ("host", "fault"),
    [
        ("inkwell", "'inkwell' is no Host"),
        (replace(INKWELL, name="Ink well"), "must be lower case letters and digits"),
        (replace(INKWELL, prefix="a/b"), "must be lower case letters and digits"),
        (replace(INKWELL, name="boards"), "the API has something else at /api/v1/boards"),
        (replace(INKWELL, prefix="gh"), "has the name or prefix of 'github'"),
    ],
)
def test_what_can_be_no_host_is_refused_and_the_others_stay(
    plug: Plug, host: object, fault: str
) -> None:
    plugin = plug(hosts=[host, INKWELL])
    assert list(HOSTS)[-2:] == ["push", "inkwell"]
    (told,) = plugin.faults
    assert fault in told


def test_no_host_can_be_called_as_anything_else_in_the_api() -> None:
    first = {
        route.template.removeprefix(f"{API}/").partition("/")[0]
        for route in routes()
        if route.template.startswith(f"{API}/")
    }
    assert {name for name in first if name.isalpha()} == TAKEN


def test_people_choose_it_for_a_hook_and_read_how_it_is_added(plug: Plug) -> None:
    plug(hosts=[INKWELL])
    assert NewHookForm({"host": "inkwell"}).is_valid()
    pages = [page.path for page in every_page()]
    assert pages[pages.index("/help/hooks/push/") + 1] == "/help/hooks/inkwell/"


def test_when_it_is_gone_its_hooks_and_deliveries_can_still_be_read(
    site: Site, octo: str, plug: Plug
) -> None:
    plug(hosts=[INKWELL])
    hook = save_hook("octo", "inkwell")
    body = site.body(site.commit("unknown@example.org"))
    assert push_as(INKWELL, hook.id, hook.secret, body) == 201
    close_plugins()
    delivery = Delivery.query().get()
    assert tell(delivery).host == "inkwell"
    assert tell_commits(delivery)[0].verdict == "orphan"
    with site.later(days=60):
        look_after(None)


def push_as(host: Host, id: str, secret: str, body: dict[str, object]) -> int:
    """Deliver a push, signed for that hook; gives the status."""
    raw = json.dumps(body).encode()
    address = f"/api/v1/{host.name}/{id}"
    answer = TestApp(make_app()).post(address, raw, signed(secret, raw))
    return int(answer.status_int)


def test_reading_its_deliveries_is_known_as_the_work_of_its_plugin(plug: Plug, site: Site) -> None:
    plugin = plug(hosts=[INKWELL])
    body = json.dumps(site.body(site.commit())).encode()
    HOSTS["inkwell"].parse({}, body)
    headers = {name.lower(): value for name, value in signed("secret", body).items()}
    assert HOSTS["inkwell"].verify(headers, body, "secret")
    with pytest.raises(BadRequest):
        HOSTS["inkwell"].parse({}, b"no JSON")
    assert (plugin.spent["host inkwell"].calls, plugin.faults) == (3, [])


def test_a_parser_that_breaks_is_named_with_its_plugin(plug: Plug) -> None:
    def breaks(headers: Headers, body: bytes) -> Content:
        raise ZeroDivisionError("no ink")

    plugin = plug(hosts=[replace(INKWELL, parse=breaks)])
    with pytest.raises(ZeroDivisionError):
        HOSTS["inkwell"].parse({}, b"{}")
    assert plugin.faults == ["host inkwell: ZeroDivisionError: no ink"]
