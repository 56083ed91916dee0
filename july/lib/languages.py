"""Which programming languages a commit touches, told by the names of its files.

`languages.json` beside this file comes from the npm package linguist-languages (MIT), the list
that GitHub uses, and is made by `tests/tools/make_languages.mjs`. Programming languages and markup
(HTML, CSS, TeX) count, data and prose (JSON, YAML, Markdown, SQL) do not.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from july.lib.slugs import slugify

# Extensions that several languages claim: what such a file most probably is.
SETTLED = {
    ".as": "ActionScript",
    ".asy": "Asymptote",
    ".bas": "BASIC",
    ".bb": "BitBake",
    ".cake": "C#",
    ".cgi": "Perl",
    ".cl": "C",
    ".cls": "Apex",
    ".cue": "CUE",
    ".d": "D",
    ".e": "Eiffel",
    ".es": "JavaScript",
    ".f": "Fortran",
    ".for": "Fortran",
    ".frag": "GLSL",
    ".frm": "Visual Basic 6.0",
    ".fs": "F#",
    ".ftl": "FreeMarker",
    ".fx": "HLSL",
    ".gml": "Game Maker Language",
    ".gs": "JavaScript",
    ".h": "C",
    ".hh": "C++",
    ".jq": "jq",
    ".l": "Lex",
    ".ls": "LiveScript",
    ".lsp": "Common Lisp",
    ".m": "Objective-C",
    ".mc": "Monkey C",
    ".ml": "OCaml",
    ".mqh": "MQL5",
    ".nb": "Wolfram Language",
    ".nu": "Nushell",
    ".odin": "Odin",
    ".pl": "Perl",
    ".plt": "Gnuplot",
    ".pm": "Perl",
    ".prc": "PLSQL",
    ".pro": "QMake",
    ".r": "R",
    ".rs": "Rust",
    ".scd": "SuperCollider",
    ".scm": "Scheme",
    ".st": "Smalltalk",
    ".star": "Starlark",
    ".t": "Perl",
    ".trigger": "Apex",
    ".tsp": "TypeSpec",
    ".uc": "UnrealScript",
    ".v": "Verilog",
    ".vba": "VBA",
    ".yy": "Yacc",
}
# Signs that tell two languages apart and that a slug can't hold.
SPOKEN = {"++": "pp", "#": "sharp", "*": "star"}

_MAP = json.loads(Path(__file__).with_name("languages.json").read_text("utf-8"))
_EXTENSIONS: dict[str, str] = _MAP["extensions"] | SETTLED
_FILENAMES: dict[str, str | None] = _MAP["filenames"]

LANGUAGES = frozenset(_EXTENSIONS.values()) | frozenset(filter(None, _FILENAMES.values()))


def languages_of(files: Iterable[str]) -> frozenset[str]:
    """The names of the languages (`C++`, `Python`) of `files`, which are paths with slashes."""
    return frozenset(language for file in files if (language := language_of(file)) is not None)


def language_of(file: str) -> str | None:
    """The language of one file, None if it has none that counts or its name does not tell."""
    name = file.rpartition("/")[2].lower()
    if name in _FILENAMES:
        return _FILENAMES[name]
    # The longest extension first: `a.blade.php` is Blade, not PHP. None has more than two parts.
    endings = name.split(".")[1:][-2:]
    for index in range(len(endings)):
        language = _EXTENSIONS.get("." + ".".join(endings[index:]))
        if language is not None:
            return language
    return None


def language_slug(name: str) -> str:
    """The name as it stands in addresses: C is `c`, C++ `cpp`, C# `csharp`, F* `fstar`."""
    for sign, spoken in SPOKEN.items():
        name = name.replace(sign, spoken)
    return slugify(name)


_NAMES = {language_slug(name): name for name in LANGUAGES}


def find_language(slug: str) -> str | None:
    """The name of the language with that slug, or None."""
    return _NAMES.get(slug)


def language_name(slug: str) -> str:
    """The language's name as people write it; the slug itself if it is none."""
    return _NAMES.get(slug, slug)
