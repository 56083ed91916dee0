"""Calls of services that are on another host, over real sockets."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from july.errors import ConfigurationError, NotFound
from july.lib.remote_services import RemoteHost
from july.live.remote import CallFailed, CircuitOpen, NotConnected, find_host, hosts, make_host
from july.live.services import NoSuchMethod, Services, prepare
from july.live.services.calls import Caller
from july.live.services.registry import Namespace
from tests.live.remote.conftest import Configure
from tests.ports import free_port
from tests.site.running import eventually
from tests.whole.serving import Place, place

pytestmark = pytest.mark.processes

BOTH = ["WebSocket", "JSON-RPC"]


@pytest.fixture
def services() -> Services:
    """As a process has them that has registered nothing."""
    return Services()


@pytest.fixture(params=BOTH)
def numbers(
    request: pytest.FixtureRequest, elsewhere: Place, configure: Configure, services: Services
) -> Namespace:
    """The services `numbers.…` of the other site, by either protocol."""
    only = str(request.param == "JSON-RPC").lower()
    configure(one_host(elsewhere.url, f"jsonrpc_only = {only}"))
    return services.numbers


def one_host(address: str, *further: str) -> str:
    lines = ["[hosts.other]", f'address = "{address}"', *further, "[services]", 'numbers = "other"']
    return "\n".join(lines)


def threads() -> set[str]:
    """The names of the threads that connections to other hosts have."""
    return {each.name for each in threading.enumerate() if each.name.startswith("july-")}


def test_a_service_elsewhere_is_called_like_one_that_is_here(numbers: Namespace) -> None:
    assert numbers.echo(1, "ä") == [1, "ä"]
    assert numbers.echo(first=1) == {"first": 1}
    assert numbers.sleep(0) is None


def test_arguments_may_be_called_whatever_the_service_calls_them(numbers: Namespace) -> None:
    named = {"method": 1, "name": 2, "namespace": 3}
    assert numbers.echo(**named) == named


def test_what_the_other_site_says_instead_of_an_answer_is_raised(numbers: Namespace) -> None:
    with pytest.raises(CallFailed, match="it must be even"):
        numbers.refuse(3)
    with pytest.raises(CallFailed, match="no such method"):
        numbers.missing()
    with pytest.raises(CallFailed, match="wrong params"):
        numbers.value(1, 2, 3)
    with pytest.raises(CallFailed, match="sign in first"):
        numbers.who()


def test_causes_stay_at_the_other_site(numbers: Namespace) -> None:
    with pytest.raises(CallFailed, match=r"^unexpected error$"):
        numbers.fail()


def test_a_call_has_positional_or_named_arguments(numbers: Namespace) -> None:
    with pytest.raises(TypeError, match="not both"):
        numbers.echo(1, second=2)


def test_errors_of_the_function_never_open_the_circuit(numbers: Namespace) -> None:
    for _ in range(2 * find_host("other").settings.failures):
        with pytest.raises(CallFailed):
            numbers.fail()
    assert numbers.echo(1) == [1]


def test_a_namespace_may_have_another_name_there(
    elsewhere: Place, configure: Configure, services: Services
) -> None:
    text = one_host(elsewhere.url).replace('numbers = "other"', 'theirs = "other:numbers"')
    configure(text)
    assert services.theirs.echo(5) == [5]


@pytest.mark.parametrize("only", ["false", "true"], ids=BOTH)
def test_a_call_that_takes_too_long_ends_after_its_time(
    elsewhere: Place, configure: Configure, services: Services, only: str
) -> None:
    configure(one_host(elsewhere.url, "timeout = 0.3", f"jsonrpc_only = {only}"))
    with pytest.raises(NotConnected, match="other did not answer"):
        services.numbers.sleep(2)


@pytest.mark.parametrize("only", ["false", "true"], ids=BOTH)
def test_who_calls_is_told_by_a_token(
    elsewhere: Place, configure: Configure, services: Services, only: str
) -> None:
    elsewhere.manage("createuser", f"octo-{only}")
    token = elsewhere.made("createtoken", f"octo-{only}")["token"]
    configure(one_host(elsewhere.url, f'token = "{token}"', f"jsonrpc_only = {only}"))
    assert services.numbers.who() == f"octo-{only}"


@pytest.mark.parametrize("only", ["false", "true"], ids=BOTH)
def test_after_some_calls_in_vain_nobody_waits_until_the_host_is_back(
    elsewhere: Place, configure: Configure, services: Services, only: str
) -> None:
    configure(one_host(elsewhere.url, "timeout = 2", f"jsonrpc_only = {only}", "failures = 3"))
    assert services.numbers.echo(1) == [1]
    elsewhere.stop()
    host = find_host("other")

    def is_given_up() -> bool:
        try:
            services.numbers.echo(1)
        except CircuitOpen:
            return True
        except NotConnected:
            return False
        return False

    eventually(is_given_up)
    assert host.is_away
    elsewhere.start()
    eventually(lambda: not is_given_up() and not host.is_away)
    assert services.numbers.echo(2) == [2]


def test_nobody_is_there_at_all(configure: Configure, services: Services) -> None:
    configure(one_host(f"http://127.0.0.1:{free_port()}", "timeout = 0.2"))
    with pytest.raises(NotConnected, match="other did not answer") as raised:
        services.numbers.echo(1)
    assert "refused" in str(raised.value.__cause__)
    assert "127.0.0.1" not in raised.value.message


def test_no_thread_is_left_behind(numbers: Namespace) -> None:
    numbers.echo(1)
    hosts.end()
    eventually(lambda: not threads())
    with pytest.raises(NotConnected, match="other did not answer"):
        numbers.echo(1)
    hosts.begin()
    assert numbers.echo(1) == [1]


@pytest.fixture
def configured(configure: Configure) -> Iterator[None]:
    """Services elsewhere that nobody calls."""
    configure(one_host("https://other.example.org"))
    yield
    assert not threads()


@pytest.mark.usefixtures("configured")
def test_what_is_elsewhere_can_not_be_registered_here(services: Services) -> None:
    services.leave_elsewhere(["numbers"])
    with pytest.raises(ConfigurationError, match="'numbers' are on another host by JULY_REMOTE"):
        services.register(SimpleNamespace(), "numbers")


@pytest.mark.usefixtures("configured")
def test_what_is_registered_here_can_not_be_elsewhere(services: Services) -> None:
    services.register(SimpleNamespace(), "numbers")
    with pytest.raises(ConfigurationError, match="'numbers' are on another host by JULY_REMOTE"):
        services.leave_elsewhere(["numbers"])


@pytest.mark.usefixtures("configured")
def test_nobody_outside_can_call_another_host_through_this_one() -> None:
    with pytest.raises(NoSuchMethod):
        prepare("numbers.echo", [1], Caller())


def test_the_start_is_refused_in_one_line_for_what_is_in_both_places(tmp_path: Path) -> None:
    file = tmp_path / "services.toml"
    file.write_text(one_host("https://other.example.org").replace("numbers", "boards"))
    with place(tmp_path / "data", JULY_REMOTE_SERVICES=str(file)) as made:
        refused = made.manage("serve", "--port", "0", status=None)
    assert refused.returncode == 1
    assert "'boards' are on another host by JULY_REMOTE_SERVICES" in refused.stderr
    assert "Traceback" not in refused.stderr.partition("july: ")[2]


def test_a_token_that_is_nobodys_is_told_as_the_reason(
    elsewhere: Place, configure: Configure, services: Services
) -> None:
    configure(one_host(elsewhere.url, 'token = "nobodys"', "timeout = 1"))
    with pytest.raises(NotConnected) as raised:
        services.numbers.who()
    assert "401" in str(raised.value.__cause__)
    configure(one_host(elsewhere.url, 'token = "nobodys"', "jsonrpc_only = true"))
    with pytest.raises(CallFailed, match="token"):
        services.numbers.who()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, CallFailed), (301, CallFailed), (404, CallFailed), (502, NotConnected)],
)
def test_a_server_that_speaks_no_json_rpc_is_no_host(
    configure: Configure, services: Services, status: int, kind: type[Exception]
) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"<h1>It works!</h1>")

        def log_request(self, *_: object) -> None:
            """Nothing is logged."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        configure(one_host(f"http://127.0.0.1:{server.server_port}", "jsonrpc_only = true"))
        with pytest.raises(kind):
            services.numbers.echo(1)
        server.shutdown()
        thread.join()


def test_a_service_that_asks_in_vain_is_answered_without_addresses(
    configure: Configure, services: Services, register: Callable[..., None]
) -> None:
    configure(one_host(f"http://127.0.0.1:{free_port()}", "timeout = 0.2"))
    register("asking", ask=lambda: services.numbers.echo(1))
    error = prepare("asking.ask", None, Caller()).run().error
    assert error is not None
    assert (error.status, "127.0.0.1" in error.message) == (503, False)
    assert error.message.startswith("another site that is asked for this did not answer")


def test_a_plugin_may_have_a_host_of_its_own(elsewhere: Place, configure: Configure) -> None:
    configure("")
    own = make_host("mine", RemoteHost(address=elsewhere.url))
    assert own.call("numbers.echo", 1) == [1]
    hosts.end()
    eventually(lambda: not own.connected and not threads())


@pytest.mark.usefixtures("configured")
def test_a_host_that_nobody_names_is_not_found() -> None:
    with pytest.raises(NotFound, match="names no host 'paris'"):
        find_host("paris")
