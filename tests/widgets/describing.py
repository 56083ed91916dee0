"""The part of docs/widgets.md that is made of the declarations. Run it to write that part anew:

.venv/bin/python -m tests.widgets.describing
"""

from collections.abc import Iterator
from pathlib import Path

from july.hubs.contract import Widget
from july.hubs.registry import registry
from july.hubs.settings import Check, Choice, Setting, Switch, Whole, Words
from july.hubs.subjects import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "widgets.md"
BEGIN, END = (
    "<!-- made of the declarations: begin -->\n",
    "<!-- made of the declarations: end -->\n",
)


def described() -> str:
    """All widgets in Markdown, by name."""
    return "\n".join(line for widget in registry for line in _widget(widget)) + "\n"


def page() -> str:
    """The page as it should be."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n{described()}{END}{rest.partition(END)[2]}"


def _widget(widget: Widget) -> Iterator[str]:
    yield f"### {widget.name}"
    yield ""
    yield f"*{widget.title}.* {widget.about} {_place(widget)}"
    yield ""
    if widget.settings:
        yield "| setting | what | takes | usually |"
        yield "|---|---|---|---|"
        yield from map(_setting, widget.settings)
        yield ""


def _place(widget: Widget) -> str:
    everywhere = len(widget.kinds) == len(KINDS)
    hubs = "every hub" if everywhere else f"hubs of {', '.join(widget.kinds)}"
    kept = ", above everything else" if widget.fixed else f", {widget.column}"
    return f"For {hubs}{kept}."


def _setting(setting: Setting) -> str:
    what = f"{setting.label}. {setting.help}".strip()
    usual = str(setting.default).lower() if isinstance(setting.default, bool) else setting.default
    return f"| `{setting.name}` | {what} | {_taken(setting.check)} | `{usual}` |"


def _taken(check: Check) -> str:
    match check:
        case Choice(options=options):
            return ", ".join(f"`{option}`" for option in options)
        case Whole(least=least, most=most):
            return f"{least} to {most}"
        case Words(longest=longest, lines=lines):
            return f"{'lines' if lines else 'a text'} of at most {longest:,} characters"
        case Switch():
            return "`true`, `false`"
        case _:
            return (check.__doc__ or "").partition("\n")[0].rstrip(".").lower()


def write() -> None:
    """Put the declarations of today into the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    import django

    from july import widgets

    django.setup()
    widgets.load()
    write()
