"""What axe-core finds on a page: https://github.com/dequelabs/axe-core."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def findings(page: Page) -> list[str]:
    """A line for each rule broken on the open page: which, why, and where first."""
    # As an expression of the debugger: the page's own policy would refuse a script from outside.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", [*RULES]
    )
    return [_line(violation) for violation in answer["violations"]]


def _line(violation: dict[str, Any]) -> str:
    first = violation["nodes"][0]
    where = " ".join(map(str, first["target"]))
    return f"{violation['id']}: {violation['help']}: {where}: {first['failureSummary']}"
