"""From the start of the process to the first answered request.

The floor is a Python that imports the libraries and does nothing.
"""

import http.client
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import figures, given
from tests.bench.scale import Scale
from tests.bench.served import july

LIBRARIES = "import django, google.cloud.ndb, google.cloud.tasks_v2, jinja2, uvicorn, webapp2"


def main(scale: Scale) -> None:
    """Print the row."""
    figures.heading("manage.py serve")
    with tempfile.TemporaryDirectory() as folder:
        given.make_site(Path(folder))
        taken = figures.middle([until_the_home_page(Path(folder)) for _ in range(scale.rounds)])
    floor = figures.middle([_import() for _ in range(scale.rounds)])
    figures.row("until the home page is there", taken, "s", aim=figures.below(2), floor=floor)


def until_the_home_page(data: Path) -> float:
    """Seconds from the start of a server on that folder to its answer."""
    began = time.perf_counter()
    with july(data) as site:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        connection.request("GET", "/")
        answer = connection.getresponse()
        answer.read()
        taken = time.perf_counter() - began
        connection.close()
        assert answer.status == 200, f"the home page answers {answer.status}"
    return taken


def _import() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", "-c", LIBRARIES], check=True)
    return time.perf_counter() - began
