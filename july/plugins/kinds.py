"""ndb knows one model of each kind: a plugin must not put its own in another's place."""

from google.cloud import ndb

Kinds = dict[str, type[ndb.Model]]


def known() -> Kinds:
    """The models there are, by kind."""
    return dict(ndb.Model._kind_map)  # noqa: SLF001 - ndb has no other way to see them


def refuse_taken(before: Kinds) -> None:
    """Raise ValueError if a model has come since in the place of one of those."""
    now = ndb.Model._kind_map  # noqa: SLF001
    for kind, model in before.items():
        if now.get(kind) is not model:
            message = f"its model {kind} has the name of another; call it something else"
            raise ValueError(message)


def restore(before: Kinds) -> None:
    """Let those be all the models there are."""
    ndb.Model._kind_map.clear()  # noqa: SLF001
    ndb.Model._kind_map.update(before)  # noqa: SLF001
