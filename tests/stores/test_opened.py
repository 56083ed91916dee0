"""The three arrangements of engines, and engines that are away."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import grpc
import pytest
from google.api_core.exceptions import DeadlineExceeded, GoogleAPIError
from google.auth.exceptions import DefaultCredentialsError
from google.cloud import ndb
from webtest import TestApp

from july import api, config, main, stores
from july.config import Settings
from july.embedded.datastore import DatastoreEngine
from july.embedded.file import Database
from july.embedded.server import listen, make_server
from july.errors import ConfigurationError
from july.stores import bounded, opened
from july.stores.plain import scan

KEY = "k" * 32
Serve = Callable[[Any, int], int]


class Stored(ndb.Model):
    name = ndb.StringProperty()


def settings_of(data: Path, **environ: str) -> Settings:
    return config.load({"JULY_DATA": str(data), "JULY_SECRET_KEY": KEY, **environ})


@pytest.fixture(autouse=True)
def nothing_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test opens engines of its own."""
    monkeypatch.setattr(opened, "_opened", None)
    yield
    stores.close_stores()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves some handlers by gRPC on a port (0: any) until the test ends."""
    servers: list[grpc.Server] = []

    def serve(handlers: Any, port: int = 0) -> int:
        server = make_server(handlers)
        port = listen(server, "127.0.0.1", port)
        server.start()
        servers.append(server)
        return port

    yield serve
    for server in servers:
        server.stop(0).wait()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DatastoreEngine]:
    database = Database(tmp_path / "elsewhere.db")
    engine = DatastoreEngine(database, [])
    yield engine
    engine.close()
    database.close()


@contextmanager
def open_with(data: Path, **environ: str) -> Iterator[stores.Stores]:
    made = stores.open_stores(settings_of(data, **environ))
    with stores.context():
        yield made


def test_without_any_variable_the_engines_are_in_this_process(tmp_path: Path) -> None:
    with open_with(tmp_path) as made:
        Stored(id="one", name="one").put()
        assert made.embedded is not None
        assert stores.queue_path() == "projects/july/locations/here/queues/work"
    assert (tmp_path / "july.db").exists()


def test_a_datastore_elsewhere_is_used_and_a_queue_in_this_process(
    tmp_path: Path, serve: Serve, engine: DatastoreEngine
) -> None:
    port = serve(engine.handlers(), 0)
    with open_with(tmp_path, DATASTORE_EMULATOR_HOST=f"127.0.0.1:{port}") as made:
        Stored(id="one", name="uno").put()
        assert list(scan("Stored", {"name": "uno"}, ["name"])) == [("uno",)]
        assert made.tasks is not None
        with pytest.raises(ConfigurationError, match="Datastore is not in this process"):
            _ = made.datastore
        assert list(made.tasks_client.list_tasks(parent=stores.queue_path())) == []


def test_with_both_elsewhere_no_file_is_made(tmp_path: Path) -> None:
    host = "127.0.0.1:1"
    with open_with(
        tmp_path,
        DATASTORE_EMULATOR_HOST=host,
        CLOUD_TASKS_EMULATOR_HOST=host,
        JULY_TASKS_URL="http://127.0.0.1:2",
        GOOGLE_CLOUD_PROJECT="my-july",
        JULY_TASKS_LOCATION="europe-west1",
    ) as made:
        assert made.embedded is None
        assert stores.queue_path() == "projects/my-july/locations/europe-west1/queues/work"
        with pytest.raises(ConfigurationError, match="queue is not in this process"):
            _ = made.tasks
    assert list(tmp_path.iterdir()) == []


def test_a_cloud_that_does_not_know_us_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise DefaultCredentialsError("none found\nlook there")  # type: ignore[no-untyped-call]

    monkeypatch.setattr(ndb, "Client", refuse)
    with pytest.raises(ConfigurationError, match="credentials") as caught:
        stores.open_stores(
            settings_of(
                tmp_path,
                GOOGLE_CLOUD_PROJECT="my-july",
                JULY_BASE_URL="https://july.example.org",
                JULY_REDIS_URL="redis://127.0.0.1:1",
                JULY_TASKS_LOCATION="europe-west1",
                JULY_TASKS_URL="https://api.example.org",
                JULY_TASKS_ACCOUNT="tasks@my-july.iam.gserviceaccount.com",
            )
        )
    assert "\n" not in caught.value.message


def test_engines_are_opened_by_the_first_who_needs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "own_settings", lambda: settings_of(tmp_path))
    with stores.context():
        Stored(id="one").put()
    assert stores.stores() is stores.stores()


# Engines that are away


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LONGEST_CALL", 0.3)


@pytest.mark.usefixtures("impatient")
def test_a_datastore_that_is_away_fails_in_time(tmp_path: Path) -> None:
    began = time.monotonic()
    with (
        open_with(tmp_path, DATASTORE_EMULATOR_HOST="127.0.0.1:1"),
        pytest.raises(GoogleAPIError),
    ):
        Stored.get_by_id("one")
    assert time.monotonic() - began < 3


@pytest.mark.usefixtures("impatient")
def test_a_datastore_that_never_answers_fails_in_time(tmp_path: Path, serve: Serve) -> None:
    ended = Event()
    port = serve({"/google.datastore.v1.Datastore/RunQuery": lambda _: ended.wait(10)}, 0)
    with open_with(tmp_path, DATASTORE_EMULATOR_HOST=f"127.0.0.1:{port}"):
        with pytest.raises(DeadlineExceeded):
            list(scan("Stored", {"name": "uno"}, ["name"]))
        with pytest.raises(GoogleAPIError):
            Stored.query().fetch()
    ended.set()


def test_a_call_waits_for_a_datastore_that_comes_back(
    tmp_path: Path, serve: Serve, engine: DatastoreEngine
) -> None:
    first = make_server(engine.handlers())
    port = listen(first, "127.0.0.1", 0)
    first.start()
    with open_with(tmp_path, DATASTORE_EMULATOR_HOST=f"127.0.0.1:{port}"):
        Stored(id="one", name="uno").put()
        first.stop(0).wait()
        future = Stored.get_by_id_async("two")
        serve(engine.handlers(), port)
        assert future.get_result() is None


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_the_api_answers_503_while_its_datastore_is_away(tmp_path: Path, verb: str) -> None:
    path = {"GET": "/api/v1/games", "POST": "/api/v1/push/no-such-hook"}[verb]
    stores.open_stores(settings_of(tmp_path, DATASTORE_EMULATOR_HOST="127.0.0.1:1"))
    answer = TestApp(api.app).request(path, method=verb, status=503)
    assert answer.json["error"]["code"] == "unavailable"
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.usefixtures("impatient")
def test_pages_answer_503_while_their_datastore_is_away(tmp_path: Path) -> None:
    stores.open_stores(settings_of(tmp_path, DATASTORE_EMULATOR_HOST="127.0.0.1:1"))
    answer = TestApp(main.app).get("/projects/", status=503)
    assert "out of breath" in answer.text
    assert answer.headers["Retry-After"] == "5"


def test_what_is_configured_wrongly_is_nothing_for_visitors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(opened, "own_settings", lambda: settings_of(tmp_path))
    (tmp_path / "july.db").mkdir()
    answer = TestApp(api.app).get("/api/v1/games", status=500)
    assert answer.json["error"]["code"] == "internal"
    page = TestApp(main.app).get("/projects/", status=500)
    assert "Something broke here" in page.text
    for text in (answer.text, page.text):
        assert "july.db" not in text
