"""The catalogues of texts, and what the sources have for them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "july" / "locale"
PYBABEL = Path(sys.executable).with_name("pybabel")
SOURCES = {"django": "july", "djangojs": "static_root/js"}
"""The folder from which each catalogue is collected, as in the Makefile."""


def pybabel(*arguments: str | Path) -> None:
    """Run one of Babel's commands as pyproject.toml configures it."""
    subprocess.run([PYBABEL, "--quiet", *arguments], cwd=ROOT, check=True)


def compile_catalogues() -> None:
    """Compile those that have changed, as `make` does, so that pytest alone is enough."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            # Put in place whole: other processes of the tests may read it at this moment.
            draft = target.with_suffix(f".{os.getpid()}")
            pybabel("compile", "--input-file", source, "--output-file", draft)
            draft.replace(target)


def texts_in_sources(domain: str, folder: Path) -> Catalog:
    """All texts that are to be translated; `folder` takes a file for them."""
    collected = folder / f"{domain}.pot"
    pybabel("extract", "--output-file", collected, SOURCES[domain])
    return read_catalogue(collected)


def read_catalogue(path: Path) -> Catalog:
    """A catalogue from its file."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def faults(texts: Catalog, catalogue: Catalog) -> Iterator[str]:
    """What keeps the catalogue from being a whole and sound translation of the texts."""
    for text in texts:
        if text.id:
            translated = catalogue.get(text.id, text.context)
            if translated is None:
                yield f"{text.id!r} is missing: make messages"
            elif translated.pluralizable != text.pluralizable:
                yield f"{text.id!r} has other plurals: make messages"
            else:
                yield from _faults_of(translated, catalogue)


def left_over(texts: Catalog, catalogue: Catalog) -> list[str]:
    """Texts of the catalogue that are in no source any more."""
    return [
        _ids(known)[0] for known in catalogue if known.id and not texts.get(known.id, known.context)
    ]


def _faults_of(message: Message, catalogue: Catalog) -> Iterator[str]:
    forms = _forms(message)
    if message.fuzzy:
        yield f"{message.id!r} is fuzzy: read it and take the mark away"
    if not all(forms) or len(forms) != (catalogue.num_plurals if message.pluralizable else 1):
        yield f"{message.id!r} is not translated"
        return
    for form in forms:
        wanted = {_places(each) for each in _ids(message)}
        if _places(form) not in wanted:
            yield f"{message.id!r} has other places than {form!r}"


def _forms(message: Message) -> list[str]:
    given = message.string
    return [str(form or "") for form in given] if isinstance(given, list | tuple) else [given or ""]


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _places(text: str) -> frozenset[str]:
    """`%(name)s` and whatever else the operator `%` would take for a place."""
    return frozenset(re.findall(r"%\(\w+\)[a-z]|%[^(%]|%$|\(\w+\)%", text.replace("%%", "")))


_CODE = {"code", "pre", "kbd", "script", "style"}
_LABELS = {"alt", "aria-label", "label", "placeholder", "title"}


class _Words(HTMLParser):
    """Collects what people read, outside of code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in _CODE
        self.found += [value for name, value in attrs if value and name in _LABELS]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _CODE

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.found.append(data)


def unmarked(template: str) -> set[str]:
    """Words that stand in a template as they are, so that no catalogue has them."""
    words = _Words()
    words.feed("".join(_outside_of_texts(template)))
    words.close()
    plain = " ".join(each for each in words.found if '="' not in each)
    return set(re.findall(r"[^\W\d_]{2,}", plain))


def _outside_of_texts(template: str) -> Iterator[str]:
    """What a template has beside its expressions, statements and texts to translate."""
    text, before = False, ""
    for _line, token, value in Environment(extensions=["jinja2.ext.i18n"]).lex(template):
        if token == "data" and not text:
            yield value
        elif token == "name" and before == "block_begin":
            text = value == "trans" or (text and value != "endtrans")
        before = token if token != "whitespace" else before
