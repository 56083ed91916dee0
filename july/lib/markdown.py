"""Markdown that anybody may have written, as HTML that harms nobody.

markdown-it-py (https://markdown-it-py.readthedocs.io) reads CommonMark with tables; HTML in it is
text. nh3 (https://nh3.readthedocs.io) then lets nothing through but what is named here.
"""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# fmt: off
TAGS = frozenset(
    ["a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
     "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"]
)
# fmt: on
"""No pictures: a page loads nothing from other sites."""
SCHEMES = frozenset({"http", "https", "mailto"})
LINKS = "nofollow noopener noreferrer"
DEEPER = 2
"""Levels that headings go down by: above them is the heading of the box."""

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_parser.disable("image")


def markdown(text: str) -> Markup:
    """The text as HTML."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + DEEPER, 6)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(SCHEMES),
        link_rel=LINKS,
    )
    return Markup(clean)  # noqa: S704 - of these tags and attributes alone
