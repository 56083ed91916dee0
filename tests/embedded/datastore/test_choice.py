"""Which composite indexes a shape of query takes."""

from july.embedded.datastore.choice import Choice, Part, Shape
from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.indexes import KEY, Index, Sort

DAY = Sort("day", descending=True)
GROUP = CompositeTable("t1", Index("Sample", (Sort("group"), DAY)))
CITY = CompositeTable("t2", Index("Sample", (Sort("city"), DAY)))
BOTH = CompositeTable("t3", Index("Sample", (Sort("city"), Sort("group"), DAY)))


def shape(*equals: str, ancestor: bool = False) -> Shape:
    return Shape("Sample", equals, (DAY, Sort(KEY)), ancestor)


def test_the_index_with_most_of_the_properties_is_taken() -> None:
    assert Choice([GROUP, CITY, BOTH]).parts(shape("group", "city")) == (Part(BOTH, (1, 0)),)


def test_indexes_are_merged_where_none_has_all() -> None:
    parts = Choice([GROUP, CITY]).parts(shape("group", "city"))
    assert parts == (Part(GROUP, (0,)), Part(CITY, (1,)))


def test_a_property_with_two_values_takes_its_index_twice() -> None:
    parts = Choice([GROUP]).parts(shape("group", "group"))
    assert parts == (Part(GROUP, (0,)), Part(GROUP, (1,)))


def test_none_fit_where_a_property_is_in_no_index_or_the_ancestor_is_not() -> None:
    choice = Choice([GROUP, CITY])
    assert choice.parts(shape("group", "author")) == ()
    assert choice.parts(shape("group", ancestor=True)) == ()


def test_what_is_remembered_is_of_the_indexes_of_one_engine() -> None:
    first, second = Choice([GROUP]), Choice([CITY])
    for _ in range(2):
        assert first.parts(shape("group")) == (Part(GROUP, (0,)),)
        assert second.parts(shape("group")) == ()
