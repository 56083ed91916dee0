"""The file of services elsewhere: what it may say, and which key is named when it may not."""

import re
from pathlib import Path

import pytest

from july import config
from july.errors import ConfigurationError
from july.lib.remote_services import read
from tests.certificates import Authority

HOST = '[hosts.berlin]\naddress = "https://berlin.example.org"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "services.toml"


def test_a_host_needs_no_more_than_an_address(file: Path) -> None:
    file.write_text(HOST)
    berlin = read(str(file)).hosts["berlin"]
    assert berlin.websocket == "wss://berlin.example.org/ws"
    assert berlin.jsonrpc == "https://berlin.example.org/jsonrpc"
    assert (berlin.timeout, berlin.failures, berlin.jsonrpc_only) == (10, 5, False)


def test_services_are_at_hosts_under_their_own_name_or_another(file: Path) -> None:
    file.write_text(f'{HOST}[services]\nbuilds = "berlin"\ntheirs = "berlin:boards"')
    services = read(str(file)).services
    assert (services["builds"].host, services["builds"].namespace) == ("berlin", "builds")
    assert (services["theirs"].host, services["theirs"].namespace) == ("berlin", "boards")


def test_certificates_are_read_where_the_file_is(file: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    certificate, key = authority.server_files()
    file.write_text(f'{HOST}ca = "{authority.file}"\ncertificate = "{certificate}"\nkey = "{key}"')
    assert read(str(file)).hosts["berlin"].tls() is not None


def test_a_token_is_never_shown(file: Path) -> None:
    file.write_text(f'{HOST}token = "very-secret"')
    assert "very-secret" not in repr(read(str(file)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[hosts", "it is no TOML"),
        ("sites = 1", "sites: Extra inputs are not permitted"),
        ("services = 1", "services: Input should be a valid dictionary"),
        ("[hosts.berlin]", "hosts.berlin.address: Field required"),
        ('[hosts.berlin]\naddress = "berlin"', "hosts.berlin.address: it must be an address"),
        (f"{HOST}timeout = 0", "hosts.berlin.timeout: Input should be greater than 0"),
        (f"{HOST}timout = 5", "hosts.berlin.timout: Extra inputs are not permitted"),
        (f"{HOST}failures = 0", "hosts.berlin.failures: Input should be greater than or equal"),
        (f'{HOST}ca = "/nowhere"', "hosts.berlin.ca: it must be a PEM file"),
        (f'{HOST}key = "/nowhere"', "hosts.berlin.key: it belongs to a certificate"),
        (f'{HOST}certificate = "/nowhere"', "hosts.berlin.certificate: it can't be used"),
        (f"{HOST}certificate = 3", "hosts.berlin.certificate: Input is not a valid path"),
        (
            '[hosts.berlin]\naddress = "http://berlin.example.org"\ntoken = "secret"',
            "hosts.berlin.token: it would be read on the way",
        ),
        (
            '[hosts.berlin]\naddress = "http://127.0.0.1:1"\nca = "/etc/hosts"',
            "hosts.berlin.ca: it must be a PEM file",
        ),
        (f"{HOST}[services]\nbuilds = 1", "services.builds: it must be a text such as"),
        (f'{HOST}[services]\nbuilds = "paris"', "services.builds: there is no host 'paris'"),
        (f'{HOST}[services]\n_builds = "berlin"', "services._builds: that is no name"),
        (f'{HOST}[services]\nbuilds = "berlin:a-b"', "services.builds: 'a-b' is no name"),
    ],
)
def test_what_is_wrong_is_refused_with_its_key(file: Path, text: str, fault: str) -> None:
    file.write_text(text)
    with pytest.raises(ValueError, match=re.escape(fault)) as raised:
        read(str(file))
    assert str(raised.value).startswith(fault)
    assert "secret" not in str(raised.value)


def test_a_key_for_tls_needs_tls(file: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority").file
    file.write_text(f'[hosts.berlin]\naddress = "http://127.0.0.1:1"\nca = "{authority}"')
    with pytest.raises(ValueError, match=r"^hosts\.berlin\.ca: it is for TLS"):
        read(str(file))


def test_the_start_is_refused_with_setting_and_key(file: Path, tmp_path: Path) -> None:
    file.write_text("[hosts.berlin]")
    environ = {"JULY_DATA": str(tmp_path), "JULY_REMOTE_SERVICES": str(file)}
    with pytest.raises(ConfigurationError, match=r"^JULY_REMOTE_SERVICES=.*hosts\.berlin\.address"):
        config.load(environ)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it must be a TOML file"):
        read(str(tmp_path / "missing.toml"))
