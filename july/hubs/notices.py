"""The channels on which changes of hubs are told."""

from july.hubs.subjects import Subject


def hub_channel(subject: Subject) -> str:
    """The channel on which a change of a hub's layout is told."""
    return f"hub:{subject.key}"


def stars_channel(subject: Subject) -> str:
    """The channel on which a change of the number of a hub's stars is told."""
    return f"stars:{subject.key}"


def attention_channel(name: str) -> str:
    """The channel on which a person's own stars and follows are told."""
    return f"attention:{name}"
