"""Addresses of files that browsers load, and what stands in them."""

import gzip
import re
from pathlib import Path

import pytest

from july.web.links import STATIC_ROOT, static

TEMPLATES = Path(__file__).parents[2] / "july"
VENDOR = STATIC_ROOT / "vendor"
KB = 1024


def test_a_static_file_has_its_digest_in_its_address() -> None:
    assert re.fullmatch(r"/static/css/july\.css\?v=[0-9a-f]{10}", static("css/july.css"))


def test_the_style_and_the_script_stay_small() -> None:
    sheets = [path.read_bytes() for path in (STATIC_ROOT / "css").glob("*.css")]
    assert len(gzip.compress(b"".join(sheets))) < 20 * KB
    assert max(sheet.count(b"\n") for sheet in sheets) < 400
    assert (STATIC_ROOT / "js" / "feed.js").stat().st_size < 6 * KB
    home = ("feed", "following", "july", "lines")
    assert sum((STATIC_ROOT / "js" / f"{name}.js").stat().st_size for name in home) < 26 * KB
    assert (STATIC_ROOT / "css" / "live.css").stat().st_size < 10 * KB
    assert sum(path.stat().st_size for path in (STATIC_ROOT / "js").glob("*.js")) < 100 * KB


OWN = [
    path
    for path in STATIC_ROOT.rglob("*.*")
    if VENDOR not in path.parents and path.suffix != ".png"
]


@pytest.mark.parametrize("path", [*OWN, *TEMPLATES.rglob("*.html")], ids=str)
def test_no_file_names_another_site(path: Path) -> None:
    text = re.sub(
        r"http://www\.w3\.org/2000/svg|https://git\.example\.org", "", path.read_text("utf-8")
    )
    assert not re.findall(r"https?://\w", text)
    assert not re.search(r"url\(|@import|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("folder", sorted(VENDOR.glob("*/")), ids=lambda folder: folder.name)
def test_what_others_made_has_its_version_its_source_and_its_licence(folder: Path) -> None:
    name, _, version = folder.name.rpartition("-")
    told = (VENDOR / "README.md").read_text("utf-8")
    assert (folder / "LICENSE").stat().st_size > 500
    assert f"| `{folder.name}/` |" in told
    assert f"| {version} | the npm package `{name}`" in told


def test_every_colour_has_a_name() -> None:
    css = (STATIC_ROOT / "css" / "july.css").read_text("utf-8")
    tokens = css.index("@layer base {")
    assert not re.search(r"#[0-9a-f]{3,6}\b", css[tokens : css.index("@layer print {")])


@pytest.mark.parametrize("name", ["charts", "forms", "help", "live", "pages"])
def test_only_the_style_sheet_of_all_pages_gives_colours_their_values(name: str) -> None:
    css = (STATIC_ROOT / "css" / f"{name}.css").read_text("utf-8")
    assert not re.search(r"#[0-9a-f]{3,6}\b", css)
