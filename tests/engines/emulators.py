"""Google's own emulators, as processes, where this machine has them.

They come with gcloud (`gcloud components install cloud-firestore-emulator`, or Debian packages
`google-cloud-cli-firestore-emulator` and `google-cloud-cli-datastore-emulator`) and need Java.
"""

import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

LONGEST_START = 60.0
"""Seconds that an emulator has to answer."""

JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-Duser.language=en")


@dataclass(frozen=True, slots=True)
class Emulator:
    """One of Google's emulators: where it lies below the SDK's folder, and how it is started."""

    name: str
    archive: str
    program: str
    options: tuple[str, ...]

    def missing(self) -> str:
        """Why it can't be used on this machine; empty if it can."""
        if shutil.which("java") is None:
            return f"{self.name} needs Java, which is not here"
        archive = self.path()
        if archive is None or not archive.exists():
            return f"{self.name} is not here: gcloud components install {Path(self.archive).parent}"
        return ""

    def path(self) -> Path | None:
        """Where its program is, if there is gcloud at all."""
        gcloud = shutil.which("gcloud")
        if gcloud is None:
            return None
        return Path(gcloud).resolve().parent.parent / "platform" / self.archive


FIRESTORE = Emulator(
    "Google's Firestore emulator in Datastore mode",
    "cloud-firestore-emulator/cloud-firestore-emulator.jar",
    "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
    ("--database-mode=datastore-mode",),
)
"""The one whose answers count: it knows all of today's queries."""

CLASSIC = Emulator(
    "Google's Datastore emulator",
    "cloud-datastore-emulator/CloudDatastore.jar",
    "com.google.cloud.datastore.emulator.CloudDatastore",
    ("start", "--testing", "--firestore_in_datastore_mode"),
)
"""The older one, without IN, OR and aggregations, but with metadata; it stores nothing on disk."""


@contextmanager
def running(emulator: Emulator) -> Iterator[str]:
    """The emulator on a free loopback port, as `host:port`; it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="july-emulator-") as folder:
        address = f"127.0.0.1:{free_port()}"
        host, _, port = address.partition(":")
        command = ["java", *JAVA_OPTIONS, "-cp", str(emulator.path()), emulator.program]
        command += [*emulator.options, f"--host={host}", f"--port={port}"]
        if emulator is CLASSIC:
            (Path(folder) / "WEB-INF").mkdir()
            command.append(folder)
        with (Path(folder) / "log").open("w+b") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
            try:
                _wait_for(process, address, Path(folder) / "log")
                yield address
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _wait_for(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{address}/", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The emulator did not start:\n{log.read_text(errors='replace')[-2000:]}")
