"""A server that records what is posted to it, and a git repository made by a test."""

import json
import subprocess
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

QUIET_GIT = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "Octo Cat",
    "GIT_AUTHOR_EMAIL": "octo@example.org",
    "GIT_COMMITTER_NAME": "Carla",
    "GIT_COMMITTER_EMAIL": "carla@example.org",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
}


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def push(self) -> dict[str, Any]:
        """The JSON in the body."""
        push: dict[str, Any] = json.loads(self.body)
        return push


@dataclass
class Receiver:
    """What arrived, and how to answer: the answers in turn, then 201 with every commit counted."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: deque[tuple[int, dict[str, str], bytes]] = field(default_factory=deque)

    def answer(self, status: int, body: object = None, **headers: str) -> None:
        """Answer one request like this."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, names, json.dumps(body).encode()))

    def answer_error(self, status: int, message: str) -> None:
        """Answer one request with an error of July's."""
        self.answer(status, {"error": {"code": "any", "message": message}})

    def commits(self) -> list[dict[str, Any]]:
        """All commits that arrived, in order."""
        return [commit for received in self.received for commit in received.push["commits"]]

    def next_answer(self, received: Received) -> tuple[int, dict[str, str], bytes]:
        """What this request is answered."""
        self.received.append(received)
        if self.answers:
            return self.answers.popleft()
        commits = [{"hash": each["id"], "verdict": "counted"} for each in received.push["commits"]]
        return 201, {}, json.dumps({"commits": commits}).encode()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, names, answer = receiver.next_answer(Received(self.path, headers, body))
            self.send_response(status)
            for name, value in names.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Repository:
    """A git repository."""

    path: Path

    @classmethod
    def made_in(cls, path: Path) -> "Repository":
        """A new one, without commits."""
        path.mkdir(parents=True)
        repository = cls(path)
        repository.git("init", "--quiet", "--initial-branch=main")
        return repository

    def git(self, *arguments: str, **environ: str) -> str:
        """Run git here."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**QUIET_GIT, **environ},
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(
        self,
        message: str,
        *,
        files: tuple[str, ...] = (),
        time: str = "2026-07-14T12:00:00+02:00",
        email: str = "octo@example.org",
    ) -> str:
        """Commit new contents of `files`; gives the hash."""
        for name in files:
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{message} {time}", "utf-8")
        self.git("add", "--all")
        self.git(
            *("commit", "--quiet", "--allow-empty", "--allow-empty-message", "-m", message),
            GIT_AUTHOR_EMAIL=email,
            GIT_AUTHOR_DATE=time,
            GIT_COMMITTER_DATE=time,
        )
        return self.git("rev-parse", "HEAD")
