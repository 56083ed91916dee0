"""Random queries on random entities: the model's answers, everywhere."""

from hypothesis import given
from hypothesis import strategies as st

from tests.engines.arrangements import Arrangement
from tests.engines.examples import examples
from tests.engines.model import answer, refusal_of
from tests.engines.questions import KEY, Question, below
from tests.engines.store import Store, refusal
from tests.engines.strategies import ROOM, entities, paths, questions
from tests.engines.values import Path, Properties


@examples(30)
@given(entities=entities, asked=st.lists(questions(), min_size=5, max_size=15))
def test_a_query_gives_what_the_model_gives(
    arrangement: Arrangement, entities: dict[Path, Properties], asked: list[Question]
) -> None:
    store = Store(arrangement, arrangement.new_project())
    store.put(entities.items())
    for question in asked:
        if refusal_of(question) == "OK":
            assert store.ask(question) == answer(entities, question, arrangement.manners), question
        else:
            # July lets some pass, and Google those of which nothing can come at all: an ancestor
            # together with a key elsewhere. test_refusals.py has the plain cases.
            assert refusal(store.ask, question) in (refusal_of(question), "OK"), question


@examples(8)
@given(
    entities=entities,
    changed=entities,
    deleted=st.sets(paths, max_size=4),
    asked=st.lists(questions(), min_size=5, max_size=10),
)
def test_queries_follow_changes_and_deletions(
    arrangement: Arrangement,
    entities: dict[Path, Properties],
    changed: dict[Path, Properties],
    deleted: set[Path],
    asked: list[Question],
) -> None:
    store = Store(arrangement, arrangement.new_project())
    store.put(entities.items())
    store.put(changed.items())
    store.delete(deleted)
    left = {path: each for path, each in (entities | changed).items() if path not in deleted}
    for question in asked:
        if refusal_of(question) == "OK":
            assert store.ask(question) == answer(left, question, arrangement.manners), question


@examples(8)
@given(entities=entities, others=entities, asked=st.lists(questions(), min_size=3, max_size=8))
def test_namespaces_do_not_see_each_other(
    arrangement: Arrangement,
    entities: dict[Path, Properties],
    others: dict[Path, Properties],
    asked: list[Question],
) -> None:
    project = arrangement.new_project()
    one, two = Store(arrangement, project), Store(arrangement, project, namespace="other")
    one.put(entities.items())
    two.put(others.items())
    for question in asked:
        if refusal_of(question) == "OK":
            assert one.ask(question) == answer(entities, question, arrangement.manners), question
            assert two.ask(question) == answer(others, question, arrangement.manners), question


@examples(8)
@given(entities=entities, ancestor=st.sampled_from([None, ROOM]), limit=st.sampled_from([None, 2]))
def test_a_query_without_kind_gives_all_kinds_by_key(
    store: Store, entities: dict[Path, Properties], ancestor: Path | None, limit: int | None
) -> None:
    store = store.in_new_project()
    mixed_kinds = {
        Path((*path.parts[:-2], kind, path.parts[-1])): properties
        for path, properties in entities.items()
        for kind in ("Thing", "Stone")
    }
    store.put(mixed_kinds.items())
    condition = None if ancestor is None else below(ancestor)
    for projection in ((), (KEY,)):
        question = Question(None, condition, projection=projection, limit=limit)
        assert store.ask(question) == answer(mixed_kinds, question)
