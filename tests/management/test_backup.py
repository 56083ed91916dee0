"""`manage.py backup`, `restore` and `verify`, as an operator runs them."""

import fcntl
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, TypeAlias

import pytest

from tests import processes

pytestmark = pytest.mark.processes

PAGE = 4096
Process: TypeAlias = "CompletedProcess[str]"


def run(data: Path, *arguments: str | Path, **variables: str) -> Process:
    """A command on that folder, with these variables besides."""
    return processes.run(processes.manage(*arguments), {"JULY_DATA": str(data), **variables})


def done(process: Process) -> dict[str, Any]:
    """What a command prints as JSON."""
    assert process.returncode == 0, process.stderr
    answer: dict[str, Any] = json.loads(process.stdout)
    return answer


def refused(process: Process) -> str:
    """The one line a command ends with."""
    assert process.returncode == 1, process.stdout + process.stderr
    (line,) = process.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data of a site with one person, and its backup beside it."""
    data = tmp_path_factory.mktemp("original") / "data"
    done(run(data, "createuser", "ada", "--email", "ada@example.org"))
    done(run(data, "backup", data.parent / "july.backup"))
    return data


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(original, tmp_path / "data"))


@pytest.fixture
def file(original: Path, tmp_path: Path) -> Path:
    """A copy of its backup."""
    return Path(shutil.copy(original.parent / "july.backup", tmp_path))


def test_a_site_comes_back_in_an_empty_folder(original: Path, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "another.backup"
    made = done(run(folder, "backup", file))
    assert made["file"] == str(file)
    assert made["bytes"] == file.stat().st_size > 0
    assert made["key"] is True
    new = tmp_path / "new"
    restored = done(run(new, "restore", file))
    assert restored == {"folder": str(new), "made": made["made"], "key": True}
    assert (new / "secret_key").read_text() == (original / "secret_key").read_text().strip()
    assert (new / "secret_key").stat().st_mode & 0o777 == 0o600
    assert done(run(new, "createuser", "ada"))["emails"] == ["ada@example.org"]
    assert run(new, "verify").returncode == 0


def test_nothing_is_written_over_unless_told(folder: Path, file: Path) -> None:
    assert "--replace" in refused(run(folder, "backup", file))
    assert "--replace" in refused(run(folder, "restore", file))
    done(run(folder, "createuser", "bea", "--email", "bea@example.org"))
    done(run(folder, "restore", file, "--replace"))
    assert done(run(folder, "createuser", "bea"))["emails"] == []
    done(run(folder, "backup", file, "--replace"))


def test_a_folder_that_is_served_is_not_restored(folder: Path, file: Path) -> None:
    with (folder / "serve.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "served already" in refused(run(folder, "restore", file, "--replace"))


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    for command in (("backup", tmp_path / "file"), ("verify",)):
        assert f"There is no data in {tmp_path}" in refused(run(tmp_path, *command))


@pytest.mark.parametrize("command", ["backup", "restore", "verify"])
def test_other_engines_have_means_of_their_own(folder: Path, file: Path, command: str) -> None:
    arguments = [] if command == "verify" else [file]
    emulator = run(folder, command, *arguments, DATASTORE_EMULATOR_HOST="127.0.0.1:1")
    assert "JULY_DATA" in refused(emulator)
    cloud = run(
        folder,
        command,
        *arguments,
        GOOGLE_CLOUD_PROJECT="example",
        JULY_REDIS_URL="redis://127.0.0.1:1",
        JULY_SECRET_KEY="k" * 40,
        JULY_BASE_URL="https://july.example.org",
        JULY_TASKS_LOCATION="europe-west1",
        JULY_TASKS_URL="https://api.example.org",
        JULY_TASKS_ACCOUNT="tasks@example.iam.gserviceaccount.com",
    )
    assert "gcloud firestore export" in refused(cloud)


def test_a_key_from_the_environment_is_left_to_the_operator(folder: Path, tmp_path: Path) -> None:
    (folder / "secret_key").unlink()
    file = tmp_path / "another.backup"
    assert done(run(folder, "backup", file, JULY_SECRET_KEY="k" * 40))["key"] is False
    assert b"k" * 40 not in file.read_bytes()


def test_a_damaged_file_is_told(folder: Path, file: Path) -> None:
    assert run(folder, "verify", file).returncode == 0
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "INSERT INTO tasks (id, queue, name, named, due, scheduled, created, message)"
            " VALUES (77, 7, 'stray', 0, 1, 1, 1, x'ffff')"
        )
    found = run(folder, "verify", file)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "tasks: stray (row 77) is in a queue that doesn't exist",
        "tasks: stray (row 77) can't be read",
    ]
    assert "is damaged" in found.stderr
    assert "nothing was changed" in refused(run(folder, "restore", file, "--replace"))
    assert run(folder, "verify").returncode == 0


def test_a_torn_file_is_told(folder: Path, file: Path) -> None:
    with file.open("r+b") as pages:
        pages.seek(file.stat().st_size // 2 // PAGE * PAGE)
        pages.write(b"?" * PAGE)
    found = run(folder, "verify", file)
    assert found.returncode == 1
    assert found.stdout.startswith("file: ")
    assert "nothing was changed" in refused(run(folder, "restore", file, "--replace"))
