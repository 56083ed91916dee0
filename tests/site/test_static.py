"""The files below one folder, as a browser gets them."""

import os
from pathlib import Path

import pytest
from webtest import TestApp

from july.lib.digests import digest_of_file
from july.live.static import static_files
from tests.site.running import Running


@pytest.fixture
def app(folder: Path) -> TestApp:
    (folder / "js").mkdir()
    (folder / "js" / "july.js").write_text("export {}\n", encoding="utf-8")
    (folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (folder.parent / "static-too").mkdir()
    (folder.parent / "static-too" / "secret.txt").write_text("secret", encoding="utf-8")
    return TestApp(static_files(folder))


def test_a_file_comes_with_its_type_and_how_long_to_keep_it(app: TestApp) -> None:
    response = app.get("/js/july.js")
    assert response.body == b"export {}\n"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=600"
    assert response.headers["Last-Modified"]
    assert app.head("/js/july.js").headers["Content-Length"] == "10"


def test_an_address_with_the_digest_of_its_file_is_kept_for_ever(
    app: TestApp, folder: Path
) -> None:
    digest = digest_of_file(folder / "js" / "july.js")
    kept = app.get(f"/js/july.js?v={digest}").headers["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"
    (folder / "js" / "july.js").write_text("export { another }\n", encoding="utf-8")
    assert "immutable" not in app.get(f"/js/july.js?v={digest}").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.png", "image/png"),
        ("a.woff2", "font/woff2"),
        ("a.json", "application/json"),
        ("a", "application/octet-stream"),
    ],
)
def test_types_are_the_same_on_every_machine(
    app: TestApp, folder: Path, name: str, kind: str
) -> None:
    (folder / name).write_bytes(b"x")
    assert app.get(f"/{name}").headers["Content-Type"] == kind


def test_a_file_that_the_browser_has_is_not_sent_again(app: TestApp, folder: Path) -> None:
    tag = app.get("/js/july.js").headers["ETag"]
    assert app.get("/js/july.js", headers={"If-None-Match": tag}, status=304).body == b""
    os.utime(folder / "js" / "july.js", (1, 1))
    assert app.get("/js/july.js", headers={"If-None-Match": tag}).body == b"export {}\n"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/js",
        "/js/",
        "/none.js",
        "/../secret.txt",
        "/js/../../secret.txt",
        "/../static-too/secret.txt",
        "//etc/passwd",
        "/js/july.js%00",
        "/%FF",
        "/" + "a" * 5000,
    ],
)
def test_nothing_else_is_there(app: TestApp, folder: Path, path: str) -> None:
    response = app.get(path, status=404)
    assert str(folder) not in response.text
    assert "secret" not in response.text


def test_a_link_out_of_the_folder_leads_nowhere(app: TestApp, folder: Path) -> None:
    (folder / "out.txt").symlink_to(folder.parent / "secret.txt")
    app.get("/out.txt", status=404)


def test_a_file_can_not_be_written_to(app: TestApp) -> None:
    assert app.post("/js/july.js", status=405).headers["Allow"] == "GET, HEAD"


def test_the_front_serves_them(running: Running, folder: Path) -> None:
    (folder / "july.css").write_text("body {}", encoding="utf-8")
    response = running.get("/static/july.css")
    assert response.text == "body {}"
    again = running.get("/static/july.css", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    raw = running.line("GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.0\r\n\r\n")
    assert b"404 Not Found" in raw.rest()


def test_each_plugin_has_a_folder_below_its_name_and_nothing_outside_of_it(tmp_path: Path) -> None:
    for place, text in {"own/a.css": "own", "haiku/static/a.css": "poem", "haiku/x": "x"}.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    folders = {"": tmp_path / "own", "haiku": tmp_path / "haiku" / "static"}
    files = TestApp(static_files(folders))
    assert files.get("/a.css").text == "own"
    assert files.get("/haiku/a.css").text == "poem"
    for place in ("/haiku/../x", "/haiku/", "/haiku", "/other/a.css"):
        files.get(place, status=404)
