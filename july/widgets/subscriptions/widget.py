"""What a person follows and has starred: on their own page, for nobody but them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hubs.contract import Data, Widget
from july.hubs.notices import attention_channel
from july.hubs.queries import marks_of_person, subjects_of, told_of
from july.hubs.subjects import Subject
from july.people.models import Person


def data(subject: Subject) -> Data:
    """Both lists, the last marked first."""
    marks = marks_of_person(subject.id)
    followed, starred = told_of(subjects_of(marks.follows)), told_of(subjects_of(marks.stars))
    return {"followed": followed, "starred": starred, "any": bool(followed or starred)}


def channels(subject: Subject) -> Iterable[str]:
    """What changes them."""
    return (attention_channel(subject.id),)


def is_own(subject: Subject, viewer: Person | None) -> bool:
    """Whom one follows is nobody else's business, organisers' neither."""
    return viewer is not None and viewer.name == subject.id


WIDGET = Widget(
    name="subscriptions",
    title=gettext_lazy("What you follow"),
    about=gettext_lazy("The pages that a person follows and has starred. Only they see it."),
    data=data,
    channels=channels,
    kinds=("people",),
    hides_without="any",
    visible=is_own,
)
