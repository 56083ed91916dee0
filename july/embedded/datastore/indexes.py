"""Composite indexes: their definitions, as `index.yaml` gives them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from july.errors import ConfigurationError

KEY = "__key__"


class Sort(NamedTuple):
    """A property and the direction in which it is sorted."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """One composite index; `sorts` as written, without the key that ends every index."""

    kind: str
    sorts: tuple[Sort, ...]
    ancestor: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its properties."""
        return tuple(sort.name for sort in self.sorts)

    @property
    def full_sorts(self) -> tuple[Sort, ...]:
        """The sorts with the key at the end, ascending where nothing else is said."""
        if self.sorts and self.sorts[-1].name == KEY:
            return self.sorts
        return (*self.sorts, Sort(KEY))

    def as_yaml(self) -> str:
        """The entry of `index.yaml` that defines it."""
        lines = [f"- kind: {_quoted(self.kind)}"]
        if self.ancestor:
            lines.append("  ancestor: yes")
        lines.append("  properties:")
        for sort in self.sorts:
            lines.append(f"  - name: {_quoted(sort.name)}")
            if sort.descending:
                lines.append("    direction: desc")
        return "\n".join(lines)


def _quoted(name: str) -> str:
    """A name as YAML reads it back: in quotes where it would be taken for something else."""
    try:
        plain = yaml.safe_load(f"- {name}") == [name]
    except yaml.YAMLError:
        plain = False
    return name if plain else json.dumps(name)


def load_indexes(path: Path) -> tuple[Index, ...]:
    """The indexes of an `index.yaml` file, in the format of App Engine and gcloud.

    Raises `ConfigurationError` that names the entry which can't be understood.
    """
    try:
        return parse_indexes(path.read_text())
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}.") from error
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise ConfigurationError(f"{path} is no list of indexes: {error}") from error


def parse_indexes(text: str) -> tuple[Index, ...]:
    """The indexes of the text of an `index.yaml` file. Raises what a wrong one happens to cause."""
    content = yaml.safe_load(text)
    entries = ({} if content is None else content).get("indexes") or []
    return tuple(dict.fromkeys(_index(entry) for entry in entries))


def _index(entry: dict[str, Any]) -> Index:
    unknown = set(entry) - {"kind", "ancestor", "properties"}
    if unknown or not entry.get("kind") or not entry.get("properties"):
        raise ValueError(f"an index has a kind, properties and perhaps ancestor, not {entry}")
    ancestor = entry.get("ancestor", False)
    if ancestor not in (True, False, "yes", "no"):
        raise ValueError(f"ancestor is yes or no in {entry}")
    sorts = tuple(_sort(each, entry) for each in entry["properties"])
    _check_key(sorts, entry)
    return Index(str(entry["kind"]), sorts, ancestor in (True, "yes"))


def _sort(written: dict[str, Any], entry: dict[str, Any]) -> Sort:
    direction = written.get("direction", "asc")
    if not written.get("name") or direction not in ("asc", "desc") or len(written) > 2:
        raise ValueError(f"a property has a name and perhaps a direction, asc or desc, in {entry}")
    return Sort(str(written["name"]), direction == "desc")


def _check_key(sorts: Iterable[Sort], entry: dict[str, Any]) -> None:
    names = [sort.name for sort in sorts]
    if len(set(names)) < len(names):
        raise ValueError(f"a property stands twice in {entry}")
    if KEY in names[:-1]:
        raise ValueError(f"{KEY} can only be the last property in {entry}")
