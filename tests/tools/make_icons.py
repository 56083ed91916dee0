"""Makes the PNG icons in static_root/icons out of the mark and the favicon, which are SVG.

    .venv/bin/python -m tests.tools.make_icons

Browsers take the SVG; these are for home screens, which don't, and for the cards, which Pillow
draws. Needs chromium, as the browser tests do.
"""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ICONS = Path(__file__).parents[2] / "static_root" / "icons"
BAND = "#0d3b40"
LIGHT = ("#0d3b40", "#fbf8ec"), ("#ef9b00", "#ffb938")
"""What the mark's colours become on the dark band."""
PADDING = {"icon-maskable-512.png": 0.16}
"""Room around the drawing for systems that cut icons to a shape of their own."""
SEEN_THROUGH = {"icon-192.png", "icon-512.png"}
"""With round corners of their own."""
SIZES = {
    "icon-192.png": 192,
    "icon-512.png": 512,
    "icon-maskable-512.png": 512,
    "apple-touch-icon.png": 180,
}


def main() -> None:
    """Write every icon."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        favicon = (ICONS / "favicon.svg").read_text("utf-8")
        for name, size in SIZES.items():
            ground = BAND if name not in SEEN_THROUGH else "transparent"
            _draw(browser, favicon, ICONS / name, (size, size), ground, PADDING.get(name, 0))
        mark = (ICONS / "mark.svg").read_text("utf-8")
        for before, after in LIGHT:
            mark = mark.replace(before, after)
        _draw(browser, mark, ICONS / "mark-light.png", (132, 84), "transparent", 0)
        browser.close()


def _draw(
    browser: Browser, svg: str, path: Path, size: tuple[int, int], ground: str, padding: float
) -> None:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height})
    inside = f"width: {1 - 2 * padding:.0%}; height: {1 - 2 * padding:.0%}"
    page.set_content(
        f"<style>html, body {{ margin: 0; height: 100%; background: {ground} }}"
        f"body {{ display: grid; place-items: center }} svg {{ {inside} }}</style>{svg}"
    )
    path.write_bytes(page.screenshot(omit_background=ground == "transparent"))
    page.close()


if __name__ == "__main__":
    main()
