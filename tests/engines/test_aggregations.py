"""count, sum and avg over random queries: the model's numbers, everywhere."""

import math
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.engines.arrangements import Arrangement
from tests.engines.examples import examples
from tests.engines.model import Manners, Result, answer, refusal_of
from tests.engines.questions import Question
from tests.engines.store import Store
from tests.engines.strategies import entities, questions
from tests.engines.values import Path, Plain, Properties

LARGEST = 2**63 - 1

WANTED: dict[str, Any] = {
    "count": {"count": {}},
    "sum": {"sum": {"property": {"name": "amount"}}},
    "avg": {"avg": {"property": {"name": "amount"}}},
}

amounts = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([0.5, -0.5, 2.0, float("inf"), float("nan"), LARGEST, -LARGEST, None, "text"]),
    st.lists(st.integers(0, 3), max_size=2).map(tuple),
)
counted = st.lists(amounts, max_size=10)


def with_amounts(
    entities: dict[Path, Properties], amounts: list[Plain]
) -> dict[Path, dict[str, Plain]]:
    """The entities with a number more; some are left without."""
    made = {path: dict(properties) for path, properties in entities.items()}
    for properties, amount in zip(made.values(), amounts, strict=False):
        properties["amount"] = amount
    return made


def expected(
    entities: dict[Path, dict[str, Plain]], question: Question, manners: Manners
) -> dict[str, Plain]:
    """What is added up is asked for like a projection: whatever lacks it is not counted, and an
    array counts with each of its values."""
    results = answer(entities, replace(question, projection=("amount",)), manners)
    numbers = [number for result in results for number in numbers_of(result)]
    return {
        "count": len(results),
        "sum": total(numbers),
        "avg": float(total(numbers)) / len(numbers) if numbers else None,
    }


def numbers_of(result: Result) -> list[int | float]:
    """The number that was projected, if it is one."""
    ((kind, *parts),) = result.projected
    if kind == 1:
        return [parts[0]]
    return [float("nan") if parts[0] else parts[1]] if kind == 4 else []


def total(numbers: list[int | float]) -> int | float:
    """The sum: whole while it fits into 64 bits and no number has a fraction."""
    if any(isinstance(number, float) for number in numbers):
        return sum(map(float, numbers))
    whole = sum(numbers)
    return whole if -LARGEST - 1 <= whole <= LARGEST else float(whole)


def same(one: Plain, two: Plain) -> bool:
    """The same number; in which order fractions are added is nobody's promise."""
    if isinstance(one, float) and isinstance(two, float):
        both_nan = math.isnan(one) and math.isnan(two)
        return both_nan or math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-3)
    return type(one) is type(two) and bool(one == two)


@examples(12)
@given(
    entities=entities,
    amounts=counted,
    asked=st.lists(questions(projection=(), distinct=()), min_size=3, max_size=8),
)
def test_count_sum_and_avg_are_those_of_the_model(
    arrangement: Arrangement,
    entities: dict[Path, Properties],
    amounts: list[Plain],
    asked: list[Question],
) -> None:
    store = Store(arrangement, arrangement.new_project())
    stored = with_amounts(entities, amounts)
    store.put(stored.items())
    for question in asked:
        if refusal_of(question) == "OK":
            found = store.aggregate(question, **WANTED)
            wanted = expected(stored, question, arrangement.manners)
            assert all(same(found[name], wanted[name]) for name in WANTED), (
                question,
                found,
                wanted,
            )


@examples(8)
@given(entities=entities, asked=st.lists(questions(), min_size=3, max_size=8))
def test_a_count_alone_is_the_number_of_results(
    store: Store, entities: dict[Path, Properties], asked: list[Question]
) -> None:
    store = store.in_new_project()
    store.put(entities.items())
    for question in asked:
        if refusal_of(question) == "OK":
            number = len(answer(entities, question, store.arrangement.manners))
            found = store.aggregate(question, all={"count": {}}, some={"count": {"up_to": 2}})
            assert found == {"all": number, "some": min(2, number)}, question
