"""Addresses inside the site."""

import gzip
import re
from pathlib import Path

import pytest

from july.web.links import STATIC_ROOT, path_to, static

TEMPLATES = Path(__file__).parents[2] / "july" / "web" / "templates"
VENDOR = STATIC_ROOT / "vendor"
KB = 1024


def test_slugs_of_every_script_are_encoded() -> None:
    assert path_to("locations", "北京") == "/locations/%E5%8C%97%E4%BA%AC/"
    assert path_to("people", "a/../b") == "/people/a%2F..%2Fb/"


def test_parameters_without_a_value_stay_out() -> None:
    assert path_to("people", game="g&h", team=None, cursor="") == "/people/?game=g%26h"


def test_a_static_file_has_its_digest_in_its_address() -> None:
    assert re.fullmatch(r"/static/css/july\.css\?v=[0-9a-f]{10}", static("css/july.css"))


def test_the_style_and_the_script_stay_small() -> None:
    sheets = [path.read_bytes() for path in (STATIC_ROOT / "css").glob("*.css")]
    assert len(gzip.compress(b"".join(sheets))) < 20 * KB
    assert max(sheet.count(b"\n") for sheet in sheets) < 400
    assert (STATIC_ROOT / "js" / "feed.js").stat().st_size < 6 * KB
    assert (STATIC_ROOT / "css" / "live.css").stat().st_size < 10 * KB
    assert sum(path.stat().st_size for path in (STATIC_ROOT / "js").glob("*.js")) < 60 * KB


OWN = [path for path in STATIC_ROOT.rglob("*.*") if VENDOR not in path.parents]


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


@pytest.mark.parametrize("name", ["forms", "help", "live", "pages"])
def test_only_the_style_sheet_of_all_pages_gives_colours_their_values(name: str) -> None:
    css = (STATIC_ROOT / "css" / f"{name}.css").read_text("utf-8")
    assert not re.search(r"#[0-9a-f]{3,6}\b", css)
