"""Hosts behind TLS: who vouches for them, and for those who call."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from july.live.remote import NotConnected
from july.live.services import Services
from tests.certificates import Authority
from tests.live.remote.conftest import Configure
from tests.live.remote.test_calls import BOTH, one_host
from tests.live.remote.tls import tls_before
from tests.whole.serving import Place

pytestmark = [
    pytest.mark.processes,
    pytest.mark.parametrize("only", ["false", "true"], ids=BOTH),
]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Vouches for the other site."""
    return Authority(tmp_path / "authority")


@pytest.fixture
def club(tmp_path: Path) -> Authority:
    """Vouches for those who may call."""
    return Authority(tmp_path / "club")


@pytest.fixture
def stranger(tmp_path: Path) -> Authority:
    """Vouches for nobody we know."""
    return Authority(tmp_path / "stranger")


@pytest.fixture
def address(elsewhere: Place, authority: Authority) -> Iterator[str]:
    """The other site behind TLS, for everybody."""
    with tls_before(elsewhere.port, *authority.server_files()) as port:
        yield f"https://127.0.0.1:{port}"


@pytest.fixture
def closed_address(elsewhere: Place, authority: Authority, club: Authority) -> Iterator[str]:
    """The other site behind TLS, for those for whom the club vouches."""
    with tls_before(elsewhere.port, *authority.server_files(), clients=club.file) as port:
        yield f"https://127.0.0.1:{port}"


def vouched_by(authority: Authority) -> str:
    return f'ca = "{authority.file}"'


def as_one_of(authority: Authority) -> tuple[str, str]:
    certificate, key = authority.server_files()
    return f'certificate = "{certificate}"', f'key = "{key}"'


def echo(only: str, configure: Configure, address: str, *further: str) -> Any:
    configure(one_host(address, f"jsonrpc_only = {only}", *further))
    return Services().numbers.echo(1)


SOON = "timeout = 0.5"


def test_a_host_is_trusted_for_which_the_authority_vouches(
    only: str, configure: Configure, address: str, authority: Authority
) -> None:
    assert echo(only, configure, address, vouched_by(authority)) == [1]


def test_a_host_for_which_nobody_vouches_is_told_nothing(
    only: str, configure: Configure, address: str, stranger: Authority
) -> None:
    with pytest.raises(NotConnected) as raised:
        echo(only, configure, address, SOON, vouched_by(stranger))
    assert "certificate verify failed" in str(raised.value.__cause__).lower()
    with pytest.raises(NotConnected):
        echo(only, configure, address, SOON)


def test_who_calls_is_known_by_a_certificate(
    only: str, configure: Configure, closed_address: str, authority: Authority, club: Authority
) -> None:
    further = (vouched_by(authority), *as_one_of(club))
    assert echo(only, configure, closed_address, *further) == [1]


def test_without_a_certificate_or_with_a_strangers_a_call_is_refused(
    only: str,
    configure: Configure,
    closed_address: str,
    authority: Authority,
    stranger: Authority,
) -> None:
    with pytest.raises(NotConnected):
        echo(only, configure, closed_address, SOON, vouched_by(authority))
    with pytest.raises(NotConnected):
        echo(only, configure, closed_address, SOON, vouched_by(authority), *as_one_of(stranger))
