"""A foreign Django project, with settings and a database of its own, behind `/NAME/`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.plugins.packages import write_plugin
from tests.whole.serving import Place, eventually, place

pytestmark = pytest.mark.processes

PLUGIN = """
from pathlib import Path

from july.plugins import DjangoProject

@hookimpl
def project():
    return DjangoProject("mysite.settings", Path(__file__).parents[1] / "mysite")
"""
SETTINGS = """
from pathlib import Path

SECRET_KEY = "only for tests, only for tests, only for tests, only for tests"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "mysite.urls"
INSTALLED_APPS = ["polls"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
LOGGING = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"]}},
}
CSRF_COOKIE_PATH = "/unchained/"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(__file__).with_name("own.sqlite3"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
URLS = """
import os

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, reverse

from polls.models import Vote

TOLD = ("SCRIPT_NAME", "PATH_INFO", "REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_JULY_VIEWER",
        "HTTP_COOKIE")

def votes(request):
    if request.method == "POST":
        Vote.objects.create(choice=request.POST["choice"])
        return HttpResponseRedirect(reverse("votes"))
    return JsonResponse({"votes": Vote.objects.count(), "token": get_token(request)})

def told(request):
    environ = {name: request.META.get(name) for name in TOLD}
    names = sorted(name for name in os.environ if name.startswith("JULY_"))
    place = request.build_absolute_uri(reverse("votes"))
    return JsonResponse(environ | {"july": names, "place": place, "pid": os.getppid()})

def broken(request):
    raise ZeroDivisionError("the inner secret")

urlpatterns = [path("votes/", votes, name="votes"), path("told/", told), path("broken/", broken)]
"""
MODELS = """
from django.db import models

class Vote(models.Model):
    choice = models.CharField(max_length=20)
"""


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plugin, beside whose package a whole project stands."""
    folder = tmp_path_factory.mktemp("plugins")
    write_plugin(folder, "unchained", PLUGIN)
    project = folder / "unchained" / "mysite"
    for package in ("mysite", "polls"):
        (project / package).mkdir(parents=True)
        (project / package / "__init__.py").touch()
    (project / "mysite" / "settings.py").write_text(SETTINGS)
    (project / "mysite" / "urls.py").write_text(URLS)
    (project / "polls" / "models.py").write_text(MODELS)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"],
        cwd=project,
        env={"DJANGO_SETTINGS_MODULE": "mysite.settings", "PYTHONPATH": str(project)},
        check=True,
        timeout=60,
    )
    return folder


@pytest.fixture
def served(plugins: Path, tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "data", JULY_PLUGINS=str(plugins)) as there:
        there.start()
        eventually(lambda: there.request("GET", "/unchained/told/").status == 200)
        yield there


def told(place: Place, **headers: str) -> dict[str, Any]:
    answer: dict[str, Any] = place.get("/unchained/told/") if not headers else {}
    return answer or json.loads(place.request("GET", "/unchained/told/", b"", headers).body)


def whole_log(place: Place) -> str:
    return place._log.read_text("utf-8", "replace")


def runs(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_a_project_keeps_what_it_is_sent_in_its_own_database(served: Place) -> None:
    with httpx.Client(base_url=served.url, timeout=30) as browser:
        before = browser.get("/unchained/votes/").json()
        headers = {"X-CSRFToken": before["token"]}
        answer = browser.post("/unchained/votes/", data={"choice": "a frog"}, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (302, "/unchained/votes/")
        assert browser.get("/unchained/votes/").json()["votes"] == before["votes"] + 1
        assert browser.post("/unchained/votes/", data={"choice": "no"}).status_code == 403
        assert browser.get("/unchained/votes").headers["location"] == "/unchained/votes/"


def test_it_knows_where_it_is_and_nothing_of_july(served: Place) -> None:
    answer = told(
        served,
        **{
            "X-July-Viewer": "ada",
            "X_July_Viewer": "ada",
            "Script_Name": "/elsewhere",
            "Cookie": "july_session=x; own=1",
        },
    )
    assert answer["SCRIPT_NAME"] == "/unchained"
    assert answer["PATH_INFO"] == "/told/"
    assert answer["place"] == f"{served.url}/unchained/votes/"
    assert answer["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert answer["HTTP_X_JULY_VIEWER"] is None
    assert answer["HTTP_COOKIE"].strip() == "own=1"
    assert answer["july"] == []


def test_its_error_is_its_own_and_the_log_names_it(served: Place) -> None:
    answer = served.request("GET", "/unchained/broken/")
    assert answer.status == 500
    fault = "website: BadAnswer: it answered 500 at /unchained/broken/"
    assert f"the plugin unchained failed in {fault}" in whole_log(served)
    assert "the project of unchained: ZeroDivisionError: the inner secret" in whole_log(served)
    assert served.request("GET", "/people/").status == 200


def test_one_that_dies_is_begun_again_and_meanwhile_says_so(served: Place) -> None:
    first = told(served)["pid"]
    os.kill(first, signal.SIGKILL)
    eventually(lambda: served.request("GET", "/unchained/told/").status == 503)
    answer = served.request("GET", "/unchained/told/")
    if answer.status == 503:
        assert b"Away for a moment" in answer.body
    eventually(lambda: served.request("GET", "/unchained/told/").status == 200)
    assert told(served)["pid"] != first
    assert "the plugin unchained failed in project: ProjectEnded: it ended with" in whole_log(
        served
    )


def test_it_ends_with_the_server(served: Place) -> None:
    pid = told(served)["pid"]
    assert served.stop() < 20
    assert not runs(pid)


def test_it_ends_when_july_is_killed(served: Place) -> None:
    pid = told(served)["pid"]
    served.kill()
    eventually(lambda: not runs(pid))
