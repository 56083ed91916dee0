import re

import pytest

from july.lib.languages import (
    LANGUAGES,
    SETTLED,
    language_name,
    language_of,
    language_slug,
    languages_of,
)


@pytest.mark.parametrize(
    ("file", "language"),
    [
        ("src/main.py", "Python"),
        ("Makefile", "Makefile"),
        ("docker/Dockerfile", "Dockerfile"),
        ("CMakeLists.txt", "CMake"),
        ("SHOUT.PY", "Python"),
        ("web/app.tsx", "TypeScript"),
        ("view.blade.php", "Blade"),
        ("index.php", "PHP"),
        ("a/b.c/style.css", "CSS"),
        ("page.html", "HTML"),
        ("paper.tex", "TeX"),
        ("lib.rs", "Rust"),
        ("x.h", "C"),
        ("x.hpp", "C++"),
        ("x.m", "Objective-C"),
        ("x.pl", "Perl"),
        ("x.fs", "F#"),
        ("x.r", "R"),
        ("x.v", "Verilog"),
        ("x.cls", "Apex"),
        ("x.d", "D"),
        ("query.sql", None),
        ("package.json", None),
        ("README.md", None),
        ("config.yaml", None),
        ("notes.txt", None),
        ("go.mod", None),
        ("libfoo.so.1", None),
        ("picture.png", None),
        ("LICENSE", None),
        ("py", None),
        ("dir.py/", None),
        ("", None),
        (".", None),
        ("..", None),
    ],
)
def test_a_file_s_name_tells_its_language(file: str, language: str | None) -> None:
    assert language_of(file) == language


def test_a_commit_s_languages_are_those_of_its_files() -> None:
    files = ["a.py", "b.py", "c.rs", "README.md"]
    assert languages_of(files) == frozenset({"Python", "Rust"})
    assert languages_of([]) == frozenset()


@pytest.mark.parametrize(("ending", "language"), SETTLED.items())
def test_an_extension_of_several_languages_is_settled(ending: str, language: str) -> None:
    assert re.fullmatch(r"\.[a-z]+", ending)
    assert language_of(f"x{ending}") == language


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C", "c"),
        ("C++", "cpp"),
        ("C#", "csharp"),
        ("F#", "fsharp"),
        ("F*", "fstar"),
        ("Objective-C", "objective-c"),
        ("Objective-C++", "objective-cpp"),
        ("Visual Basic .NET", "visual-basic-.net"),
        ("Ren'Py", "ren-py"),
    ],
)
def test_a_language_has_a_slug(name: str, slug: str) -> None:
    assert language_slug(name) == slug


def test_a_slug_leads_back_to_the_name() -> None:
    assert language_name("cpp") == "C++"
    assert language_name("no-language") == "no-language"


def test_a_name_of_a_million_dots_takes_no_time() -> None:
    assert language_of("." * 1_000_000 + "py") == "Python"


def test_no_two_languages_share_a_slug() -> None:
    slugs = {language_slug(name) for name in LANGUAGES}
    assert len(slugs) == len(LANGUAGES)
    assert "" not in slugs
