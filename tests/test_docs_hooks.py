"""What the documentation of hooks tells people to run does what it says."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from july.hosts import HOSTS
from july.lib.times import parse_time
from tests.management.receiver import QUIET_GIT, Received, Repository, receiving

DOCS = Path(__file__).parents[1] / "docs"
SECRET = "whatever createhook printed"


def example(language: str) -> str:
    """The code block of that language in hooks.md."""
    return (
        (DOCS / "hooks.md").read_text("utf-8").partition(f"```{language}\n")[2].partition("```")[0]
    )


def assert_signed(received: Received) -> None:
    assert HOSTS["push"].verify(received.headers, received.body, SECRET)


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl"
)
def test_the_example_with_curl_and_openssl_works() -> None:
    with receiving() as receiver:
        script = example("sh").replace("https://july.example.org", receiver.url)
        script = script.replace("THE_SECRET_OF_THAT_HOOK", f"'{SECRET}'")
        environ = {"PATH": QUIET_GIT["PATH"], "no_proxy": "127.0.0.1"}
        subprocess.run(["sh", "-ec", script], check=True, capture_output=True, env=environ)

    (received,) = receiver.received
    assert_signed(received)
    assert received.path == "/api/v1/push/HOOK_ID"
    assert received.push["commits"][0]["message"] == "Say hello"


@pytest.fixture
def server(tmp_path: Path) -> Repository:
    """A bare repository with the post-receive hook as the documentation has it."""
    server = Repository.made_in(tmp_path / "server.git")
    shutil.rmtree(server.path / ".git")
    server.git("init", "--quiet", "--bare", "--initial-branch=main")
    shutil.copy(DOCS / "post-receive", server.path / "hooks" / "post-receive")
    for name, value in {"secret": SECRET, "name": "octo/hello"}.items():
        server.git("config", f"july.{name}", value)
    return server


def push_to(server: Repository, clone: Repository, *arguments: str) -> None:
    path = f"{Path(sys.executable).parent}:{QUIET_GIT['PATH']}"
    clone.git("push", "--quiet", str(server.path), *arguments, PATH=path, no_proxy="127.0.0.1")


def test_the_post_receive_hook_delivers_what_is_pushed(server: Repository, tmp_path: Path) -> None:
    clone = Repository.made_in(tmp_path / "clone")
    first = clone.commit("First 🎉", files=("a b.py", "ü\n.rs"), time="2026-07-14T12:00:00+02:00")

    with receiving() as receiver:
        server.git("config", "july.url", f"{receiver.url}/api/v1/push/abc")
        push_to(server, clone, "main")
        second = clone.commit("Second", files=("c.py",))
        push_to(server, clone, "main", "main:refs/heads/copy")
        push_to(server, clone, "main:refs/tags/v1")
        push_to(server, clone, ":refs/heads/copy")

    for received in receiver.received:
        assert_signed(received)
    content: Any = HOSTS["push"].parse({}, receiver.received[0].body)
    assert content.repository.owner == "octo"
    assert content.ref == "refs/heads/main"
    assert content.commits[0].hash == first
    assert content.commits[0].message == "First 🎉"
    assert content.commits[0].files == ("a b.py", "ü\n.rs")
    assert content.commits[0].time == parse_time("2026-07-14T12:00:00+02:00")
    assert [commit["id"] for commit in receiver.commits()] == [first, second]


def test_a_push_succeeds_when_the_post_receive_hook_can_not_deliver(
    server: Repository, tmp_path: Path
) -> None:
    clone = Repository.made_in(tmp_path / "clone")
    hash = clone.commit("First")
    server.git("config", "july.url", "http://127.0.0.1:9/api/v1/push/abc")

    push_to(server, clone, "main")

    assert server.git("rev-parse", "main") == hash
