"""Settings: every variable, and what is said about every wrong value."""

import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import certifi
import pytest

from july.config import Settings, load
from july.errors import ConfigurationError
from tests import processes

ROOT = Path(__file__).parents[1]
KEY = "k" * 32


def loaded(data: Path, **environ: str) -> Settings:
    return load({"JULY_DATA": str(data), **environ})


def test_an_empty_environment_gives_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert settings.data == tmp_path / "var"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert not settings.open_hooks
    assert not settings.debug


def test_an_empty_variable_means_the_same_as_none(tmp_path: Path) -> None:
    names = [field.name.upper() for field in fields(Settings)]
    empty = dict.fromkeys([*(f"JULY_{name}" for name in names if name != "DATA"), *names], "")
    assert loaded(tmp_path, **empty) == loaded(tmp_path)


def test_a_missing_data_folder_is_made(tmp_path: Path) -> None:
    assert loaded(tmp_path / "a" / "b").data.is_dir()


def test_a_tilde_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load({"JULY_DATA": "~/july"}).data == tmp_path / "july"


@pytest.mark.parametrize("text", ["1", "on", "true", "True", "ON"])
def test_a_switch_is_turned_on(tmp_path: Path, text: str) -> None:
    settings = loaded(tmp_path, JULY_OPEN_HOOKS=text, JULY_DEBUG=text)
    assert (settings.open_hooks, settings.debug) == (True, True)


@pytest.mark.parametrize("text", ["0", "off", "false", "OFF"])
def test_a_switch_is_turned_off(tmp_path: Path, text: str) -> None:
    settings = loaded(tmp_path, JULY_OPEN_HOOKS=text, JULY_DEBUG=text)
    assert (settings.open_hooks, settings.debug) == (False, False)


@pytest.mark.parametrize(
    ("given", "address", "secure"),
    [
        ("https://july.example.org/", "https://july.example.org", True),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000", False),
        ("http://[::1]:8000", "http://[::1]:8000", False),
    ],
)
def test_an_address_loses_its_slash(tmp_path: Path, given: str, address: str, secure: bool) -> None:
    settings = loaded(tmp_path, JULY_BASE_URL=given)
    assert (settings.base_url, settings.secure) == (address, secure)


def test_an_address_is_taken_in_lower_case(tmp_path: Path) -> None:
    settings = loaded(tmp_path, JULY_BASE_URL="HTTPS://July.Example.org")
    assert (settings.base_url, settings.secure) == ("https://july.example.org", True)


def test_a_key_that_is_given_is_taken_and_none_is_kept(tmp_path: Path) -> None:
    assert loaded(tmp_path, JULY_SECRET_KEY=KEY).secret_key == KEY
    assert list(tmp_path.iterdir()) == []


def test_a_site_makes_a_key_of_its_own_and_keeps_it_to_itself(tmp_path: Path) -> None:
    made = loaded(tmp_path).secret_key
    assert len(made) >= 32
    assert loaded(tmp_path).secret_key == made
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_sites_have_two_keys(tmp_path: Path) -> None:
    assert loaded(tmp_path / "a").secret_key != loaded(tmp_path / "b").secret_key


WRONG = [
    ("JULY_SECRET_KEY", "short", "32 characters"),
    ("JULY_SECRET_KEY", "k" * 31, "32 characters"),
    ("JULY_BASE_URL", "july.example.org", "https://july.example.org"),
    ("JULY_BASE_URL", "ftp://july.example.org", "https://july.example.org"),
    ("JULY_BASE_URL", "https://", "https://july.example.org"),
    ("JULY_BASE_URL", "https://july.example.org/contest", "https://july.example.org"),
    ("JULY_BASE_URL", "https://july.example.org?a=b", "https://july.example.org"),
    ("JULY_BASE_URL", "https://july.example.org#there", "https://july.example.org"),
    ("JULY_BASE_URL", "http://july.example.org:port", "https://july.example.org"),
    ("JULY_BASE_URL", "http://july.example.org:99999", "https://july.example.org"),
    ("JULY_BASE_URL", "http://july.example.org:0", "https://july.example.org"),
    ("JULY_BASE_URL", "http://july.example.org:", "https://july.example.org"),
    ("JULY_BASE_URL", "http://[::1", "https://july.example.org"),
    ("JULY_BASE_URL", "http://[:::::]", "https://july.example.org"),
    ("JULY_BASE_URL", " http://july.example.org", "https://july.example.org"),
    ("JULY_BASE_URL", "http://july example.org", "https://july.example.org"),
    ("JULY_OPEN_HOOKS", "maybe", "1, on, true, 0, off, false"),
    ("JULY_OPEN_HOOKS", "2", "1, on, true, 0, off, false"),
    ("JULY_OPEN_HOOKS", " ", "1, on, true, 0, off, false"),
    ("JULY_DEBUG", "yes", "1, on, true, 0, off, false"),
    ("JULY_REDIS_URL", "localhost:6379", "redis://127.0.0.1:6379/0"),
    ("JULY_REDIS_URL", "redis://", "redis://127.0.0.1:6379/0"),
    ("JULY_REDIS_URL", "redis://localhost:0", "redis://127.0.0.1:6379/0"),
    ("JULY_REDIS_URL", "redis://localhost/events", "redis://127.0.0.1:6379/0"),
    ("JULY_REDIS_CA", "/nowhere/ca.pem", "PEM file with certificates"),
    ("JULY_REDIS_CA", __file__, "PEM file with certificates"),
    ("DATASTORE_EMULATOR_HOST", "localhost", "127.0.0.1:8081"),
    ("DATASTORE_EMULATOR_HOST", "http://localhost:8081", "127.0.0.1:8081"),
    ("CLOUD_TASKS_EMULATOR_HOST", "localhost:99999", "127.0.0.1:8081"),
    ("GOOGLE_CLOUD_PROJECT", "My Project", "lower-case letters"),
    ("JULY_TASKS_LOCATION", "Europe/West", "lower-case letters"),
    ("JULY_TASKS_URL", "api.example.org", "https://july.example.org"),
    ("JULY_TASKS_ACCOUNT", "somebody", "service account"),
    ("JULY_CHANNEL_URL", "127.0.0.1:8002", "https://july.example.org"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), WRONG)
def test_a_wrong_value_is_named_with_what_is_allowed(
    tmp_path: Path, name: str, value: str, allowed: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, **{name: value})
    message = caught.value.message
    assert caught.value.field == name
    assert name in message
    assert value in message
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize("redis", ["", "redis://10.0.0.3:6379", "unix:///run/redis.sock"])
def test_an_authority_is_of_use_with_tls_only(tmp_path: Path, redis: str) -> None:
    with pytest.raises(ConfigurationError, match="must begin with rediss://") as caught:
        loaded(tmp_path, JULY_REDIS_URL=redis, JULY_REDIS_CA=certifi.where())
    assert caught.value.field == "JULY_REDIS_CA"


def test_a_password_in_a_wrong_address_is_not_told(tmp_path: Path) -> None:
    for name in ("JULY_BASE_URL", "JULY_REDIS_URL"):
        with pytest.raises(ConfigurationError, match=r"can.t be used") as caught:
            loaded(tmp_path, **{name: "https://octo:tentacles@example.org"})
        assert "tentacles" not in caught.value.message


CLOUD = {
    "GOOGLE_CLOUD_PROJECT": "my-july",
    "JULY_SECRET_KEY": KEY,
    "JULY_BASE_URL": "https://july.example.org",
    "JULY_REDIS_URL": "redis://10.0.0.3:6379/0",
    "JULY_TASKS_LOCATION": "europe-west1",
    "JULY_TASKS_URL": "https://api.example.org",
    "JULY_TASKS_ACCOUNT": "tasks@my-july.iam.gserviceaccount.com",
}
EMULATED = {
    "DATASTORE_EMULATOR_HOST": "127.0.0.1:8081",
    "CLOUD_TASKS_EMULATOR_HOST": "127.0.0.1:8081",
    "JULY_TASKS_URL": "http://127.0.0.1:8001",
}


@pytest.mark.parametrize(
    ("environ", "datastore", "tasks"),
    [
        ({}, "embedded", "embedded"),
        ({"DATASTORE_EMULATOR_HOST": "localhost:8081"}, "emulator", "embedded"),
        (EMULATED, "emulator", "emulator"),
        (CLOUD, "cloud", "cloud"),
        (CLOUD | EMULATED, "emulator", "emulator"),
        (CLOUD | {"DATASTORE_EMULATOR_HOST": "localhost:8081"}, "emulator", "cloud"),
    ],
)
def test_variables_choose_the_engines(
    tmp_path: Path, environ: dict[str, str], datastore: str, tasks: str
) -> None:
    settings = loaded(tmp_path, **environ)
    assert (settings.datastore, settings.tasks) == (datastore, tasks)


@pytest.mark.parametrize("name", sorted(set(CLOUD) - {"GOOGLE_CLOUD_PROJECT", "JULY_TASKS_URL"}))
def test_what_the_cloud_needs_is_named_where_it_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is not set: ") as caught:
        loaded(tmp_path, **{**CLOUD, name: ""})
    assert caught.value.field == name


def test_app_engine_delivers_tasks_without_an_address_and_an_account(tmp_path: Path) -> None:
    environ = CLOUD | {"JULY_TASKS_URL": "", "JULY_TASKS_ACCOUNT": ""}
    assert loaded(tmp_path, **environ).tasks_url is None


def test_only_the_standard_environment_makes_headers_of_app_engine_trustworthy(
    tmp_path: Path,
) -> None:
    assert loaded(tmp_path, **CLOUD, GAE_ENV="standard").app_engine
    assert not loaded(tmp_path, **CLOUD, GAE_ENV="flex").app_engine


def test_a_queue_in_another_process_needs_to_know_where_to_deliver(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^JULY_TASKS_URL is not set"):
        loaded(tmp_path, CLOUD_TASKS_EMULATOR_HOST="127.0.0.1:8081")


def test_where_nothing_is_kept_on_the_disk_no_folder_is_made(tmp_path: Path) -> None:
    loaded(tmp_path / "data", **CLOUD)
    assert list(tmp_path.iterdir()) == []


def test_a_secret_is_fetched_by_its_name(tmp_path: Path) -> None:
    kept = {
        "projects/my-july/secrets/key": KEY,
        "projects/my-july/secrets/redis/versions/3": "redis://:tentacles@10.0.0.3:6379",
    }
    names = dict(zip(("JULY_SECRET_KEY", "JULY_REDIS_URL"), kept, strict=True))
    settings = load({"JULY_DATA": str(tmp_path), **names}, kept.__getitem__)
    assert [settings.secret_key, settings.redis_url] == list(kept.values())


def test_a_secret_that_is_no_key_is_refused_and_not_told(tmp_path: Path) -> None:
    name = "projects/my-july/secrets/key"
    with pytest.raises(ConfigurationError, match="32 characters") as caught:
        load({"JULY_DATA": str(tmp_path), "JULY_SECRET_KEY": name}, lambda _: "tentacles")
    assert name in caught.value.message
    assert "tentacles" not in caught.value.message


def test_a_secret_that_can_not_be_had_is_named_with_its_variable(tmp_path: Path) -> None:
    def refuse(name: str) -> str:
        raise ConfigurationError(f"Secret Manager does not give {name}: 403")

    name = "projects/my-july/secrets/key"
    with pytest.raises(ConfigurationError, match="does not give") as caught:
        load({"JULY_DATA": str(tmp_path), "JULY_SECRET_KEY": name}, refuse)
    assert caught.value.field == "JULY_SECRET_KEY"


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ConfigurationError, match="must be a folder") as caught:
            loaded(path)
        assert str(path) in caught.value.message


def test_a_key_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"short\n", b"\xff\xfe" * 40):
        (tmp_path / "secret_key").write_bytes(content)
        with pytest.raises(ConfigurationError, match="secret_key"):
            loaded(tmp_path)


def test_a_key_of_bytes_that_are_no_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="JULY_SECRET_KEY"):
        loaded(tmp_path, JULY_SECRET_KEY="\udcff" * 32)


def test_a_home_that_nobody_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="must be a folder"):
        load({"JULY_DATA": "~nobody-of-this-name/july"})


def test_a_full_disk_ends_a_command_with_one_line_and_leaves_no_draft(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", sys.executable, ROOT / "manage.py", "help"],
        env={"JULY_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert str(tmp_path / "secret_key") in line
    assert list(tmp_path.iterdir()) == []


def manage(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return processes.run(processes.manage(*arguments), environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JULY_OPEN_HOOKS", "maybe"),
        ("JULY_BASE_URL", "nowhere"),
        ("JULY_SECRET_KEY", "short"),
        ("JULY_REDIS_URL", "localhost"),
    ],
)
def test_a_wrong_value_ends_a_command_with_one_line_and_nothing_made(
    tmp_path: Path, name: str, value: str
) -> None:
    data = tmp_path / "data"
    done = manage({"JULY_DATA": str(data), name: value}, "recount", "--check")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert name in line
    assert value in line
    assert not data.exists()


def test_blocked_words_are_the_lines_of_a_file(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# what we do not want\ncasino*\n\n  buy now  \n", "utf-8")
    found = load({"JULY_DATA": str(tmp_path), "JULY_BLOCKED_WORDS": str(words)})
    assert found.blocked_words == ("casino*", "buy now")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JULY_BLOCKED_WORDS", "/nowhere/words.txt"),
        ("JULY_MOST_NEW_PLACES", "few"),
        ("JULY_MOST_LINKS", "many"),
        ("JULY_MOST_LINKS", "-1"),
        ("JULY_MOST_LINKS", "1001"),
        ("JULY_REPORTS_TO", "organisers"),
    ],
)
def test_a_rule_that_can_not_be_is_told(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load({"JULY_DATA": str(tmp_path), name: value})


def test_a_data_folder_that_can_not_be_ends_serve_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")
    done = manage({"JULY_DATA": str(tmp_path / "file")}, "serve", "--port", "0")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "JULY_DATA" in line
    assert str(tmp_path / "file") in line


def test_a_data_file_that_is_no_database_ends_a_command_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "july.db").write_text("This is no database, whatever its name is. " * 100)
    done = manage({"JULY_DATA": str(tmp_path)}, "recount", "--check")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "july.db" in line


def test_a_git_host_is_offered_where_the_site_is_registered_with_it(tmp_path: Path) -> None:
    (client,) = loaded(
        tmp_path,
        JULY_GITLAB_CLIENT_ID="an-id",
        JULY_GITLAB_CLIENT_SECRET="a-secret",
        JULY_GITLAB_URL="https://Git.Example.org/",
    ).clients
    assert (client.host, client.id, client.secret) == ("gitlab", "an-id", "a-secret")
    assert client.url == "https://git.example.org"


@pytest.mark.parametrize("given", ["ID", "SECRET"])
def test_half_of_what_a_git_host_gave_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        loaded(tmp_path, **{f"JULY_GITHUB_CLIENT_{given}": "something"})
    absent = "SECRET" if given == "ID" else "ID"
    assert refused.value.message == (
        f"JULY_GITHUB_CLIENT_{absent} is not set: with JULY_GITHUB_CLIENT_{given} it is needed,"
        " so that people can sign in"
    )


def test_a_git_host_elsewhere_is_asked_over_tls_only(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="it must begin with https://"):
        loaded(tmp_path, JULY_GITHUB_URL="http://git.example.org")
    loaded(tmp_path, JULY_GITHUB_URL="http://127.0.0.1:4000")


def test_the_secret_of_a_git_host_may_be_kept_elsewhere(tmp_path: Path) -> None:
    name = "projects/my-project/secrets/github"
    environ = {
        "JULY_DATA": str(tmp_path),
        "JULY_GITHUB_CLIENT_ID": "an-id",
        "JULY_GITHUB_CLIENT_SECRET": name,
    }
    asked: list[str] = []

    def read_secret(wanted: str) -> str:
        asked.append(wanted)
        return "a-secret"

    (client,) = load(environ, read_secret).clients
    assert (client.secret, asked) == ("a-secret", [name])
