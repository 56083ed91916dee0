"""Plain entities: what a model describes, without the machinery of one."""

from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from july.stores.plain.calls import Message, fill_key
from july.stores.plain.fields import Field, Held, fields_of, kind_of


class PlainKey(NamedTuple):
    """Key of an entity that has a name and no parent, as July's all have."""

    kind: str
    name: str

    def id(self) -> str:
        """The name, by the name that ndb has for it."""
        return self.name


class Plain:
    """An entity with an attribute for each property of its model, as Python's own values.

    The attributes may be read and set; nothing is checked before Datastore sees it.
    """

    kind: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    key: PlainKey

    def __init__(self, *, id: str, **values: Held) -> None:
        self.key = PlainKey(self.kind, id)
        for field in self.fields:
            given = values.pop(field.name, None)
            setattr(self, field.name, field.fresh() if given is None else given)
        if values:
            message = f"{self.kind} has no {', '.join(values)}"
            raise TypeError(message)

    if TYPE_CHECKING:  # what the model describes

        def __getattr__(self, name: str) -> Held: ...
        def __setattr__(self, name: str, value: Held) -> None: ...

    @classmethod
    def decoded(cls, entity: Message) -> Self:
        """What Datastore has answered."""
        found = cls.__new__(cls)
        found.key = PlainKey(cls.kind, entity.key.path[-1].name)
        stored = entity.properties
        for field in cls.fields:
            value = field.decode(stored[field.name]) if field.name in stored else field.fresh()
            setattr(found, field.name, value)
        return found

    def encode(self, into: Message, where: Message) -> None:
        """Make an entity, as Datastore takes it, out of an empty one; `where` is its partition."""
        fill_key(into.key, where, *self.key)
        properties = into.properties
        for field in self.fields:
            field.encode(properties[field.name], getattr(self, field.name))


@cache
def plain(model: type) -> type[Any]:
    """The class of plain entities of `model`: its attributes, and the methods it adds to ndb's.

    Raises TypeError for a model with properties of which July has no need here.
    """
    own = {name: value for name, value in vars(model).items() if isinstance(value, _METHODS)}
    described = {"kind": kind_of(model), "fields": fields_of(model)}
    return type(f"Plain{model.__name__}", (Plain,), {**own, **described})


_METHODS = (property, classmethod, FunctionType)
