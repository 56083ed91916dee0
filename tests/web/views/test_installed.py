"""What keeps July at hand: manifest, service worker, offline page, icons."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from webtest import TestApp, TestResponse

from july.live.static import static_files
from july.web.links import STATIC_ROOT


@pytest.fixture
def files() -> TestApp:
    return TestApp(static_files(STATIC_ROOT))


def without_static(address: str) -> str:
    return address.removeprefix("/static")


def test_the_manifest_names_icons_that_are_as_large_as_it_says(
    pages: TestApp, files: TestApp
) -> None:
    answer = pages.get("/manifest.webmanifest")
    assert answer.content_type == "application/manifest+json"
    icons = json.loads(answer.text)["icons"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    for icon in icons:
        file = files.get(without_static(icon["src"]))
        assert file.content_type == icon["type"]
        if icon["type"] == "image/png":
            with Image.open(BytesIO(file.body)) as image:
                assert f"{image.width}x{image.height}" == icon["sizes"]


def test_pages_name_manifest_icons_and_colours_of_light_and_dark(
    pages: TestApp, files: TestApp
) -> None:
    head = pages.get("/").html.head
    assert pages.get(head.select_one("link[rel=manifest]")["href"]).json["name"] == "July"
    for link in head.select("link[rel=icon], link[rel=apple-touch-icon]"):
        assert files.get(without_static(link["href"])).content_type.startswith("image/")
    assert len(head.select("meta[name=theme-color][media]")) == 2


def test_the_service_worker_may_answer_for_the_whole_site_and_is_never_kept(
    pages: TestApp,
) -> None:
    answer = pages.get("/service-worker.js")
    assert answer.content_type == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_it_keeps_the_offline_page_and_what_that_loads(pages: TestApp, files: TestApp) -> None:
    text = pages.get("/service-worker.js").text
    found = re.search(r"^const KEPT = (.*);$", text, re.MULTILINE)
    assert found
    offline, *assets = json.loads(found[1])
    assert pages.get(offline).html.h1.text == "No connection"
    assert any("july.css" in asset for asset in assets)
    for asset in assets:
        files.get(without_static(asset))


def test_the_offline_page_is_nobodys(
    pages: TestApp, octo: str, sign_in: Callable[..., TestResponse]
) -> None:
    sign_in("octo", "tentacles-8")
    page = pages.get("/offline/")
    assert "octo" not in page.text
    assert page.headers["Cache-Control"].startswith("public")
    assert page.html.select_one("main a[href='']").text == "Try again"
