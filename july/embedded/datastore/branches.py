"""Conditions on entities, made regular: branches of which one has to hold."""

from dataclasses import dataclass, field, replace

from july.embedded.datastore.refusals import invalid


@dataclass(frozen=True, slots=True)
class Bound:
    """A place between encoded values: just before `encoded`, or just after it."""

    encoded: bytes
    after: bool


@dataclass(frozen=True, slots=True)
class Range:
    """What lies between two bounds; None is open."""

    lower: Bound | None = None
    upper: Bound | None = None

    @property
    def is_one(self) -> bool:
        """Whether it is a single value."""
        one = None if self.lower is None else Bound(self.lower.encoded, after=True)
        return self.upper is not None and self.upper == one

    def both(self, other: "Range") -> "Range":
        """What lies in both."""
        lower = max((self.lower, other.lower), key=_order_of_lower)
        upper = min((self.upper, other.upper), key=_order_of_upper)
        return Range(lower, upper)

    def has(self, value: bytes) -> bool:
        """Whether an encoded value lies in it."""
        return (self.lower is None or _is_behind(value, self.lower)) and (
            self.upper is None or not _is_behind(value, self.upper)
        )


@dataclass(frozen=True, slots=True)
class Branch:
    """Conditions that hold together. A query is one branch, or several of which one has to hold."""

    equals: tuple[tuple[str, bytes], ...] = ()
    ranges: dict[str, Range] = field(default_factory=dict)
    ancestor: bytes | None = None

    def both(self, other: "Branch") -> "Branch":
        """The conditions of both."""
        if None not in (self.ancestor, other.ancestor):
            raise invalid("A query has one ancestor at most.")
        ranges = dict(self.ranges)
        for name, each in other.ranges.items():
            ranges[name] = ranges.get(name, Range()).both(each)
        equals = tuple(sorted({*self.equals, *other.equals}))
        return Branch(equals, ranges, self.ancestor or other.ancestor)

    def simplified(self) -> "Branch | None":
        """Without ranges on what is equal to something; None if such a range leaves nothing."""
        if not self.ranges or not self.equals:
            return self
        if not all(self.ranges[name].has(value) for name, value in self._bounded_equals()):
            return None
        equal = dict(self.equals)
        left = {name: each for name, each in self.ranges.items() if name not in equal}
        return replace(self, ranges=left)

    def _bounded_equals(self) -> list[tuple[str, bytes]]:
        return [(name, value) for name, value in self.equals if name in self.ranges]


def _is_behind(value: bytes, bound: Bound) -> bool:
    return value > bound.encoded or (value == bound.encoded and not bound.after)


def _order_of_lower(bound: Bound | None) -> tuple[bytes, bool]:
    return (b"", False) if bound is None else (bound.encoded, bound.after)


def _order_of_upper(bound: Bound | None) -> tuple[bytes, bool]:
    return (b"\xff", False) if bound is None else (bound.encoded, bound.after)
