"""The errors that the engine answers with: the cloud's codes, in one typed place."""

from google.api_core import exceptions


def invalid(message: str) -> Exception:
    """The request makes no sense; sending it again won't help."""
    return exceptions.InvalidArgument(message)  # type: ignore[no-untyped-call]


def not_offered(message: str) -> Exception:
    """The engine lacks something that the cloud has."""
    return exceptions.MethodNotImplemented(message)  # type: ignore[no-untyped-call]


def too_old(message: str) -> Exception:
    """What the request wants to read at a past time is not kept any more."""
    return exceptions.FailedPrecondition(message)  # type: ignore[no-untyped-call]


def conflict(message: str) -> Exception:
    """An entity is not in the version that a mutation needs."""
    return exceptions.FailedPrecondition(message)  # type: ignore[no-untyped-call]


def nothing_to_reserve(message: str) -> Exception:
    """A request to reserve ids has none."""
    return exceptions.FailedPrecondition(message)  # type: ignore[no-untyped-call]


def no_index(message: str) -> Exception:
    """The query needs an index that there is not."""
    return exceptions.FailedPrecondition(message)  # type: ignore[no-untyped-call]


def exists(message: str) -> Exception:
    """An insert found an entity."""
    return exceptions.AlreadyExists(message)  # type: ignore[no-untyped-call]


def missing(message: str) -> Exception:
    """An update found no entity."""
    return exceptions.NotFound(message)  # type: ignore[no-untyped-call]


def aborted(message: str) -> Exception:
    """Somebody else changed what the transaction read; clients begin it again."""
    return exceptions.Aborted(message)  # type: ignore[no-untyped-call]


def unavailable(message: str) -> Exception:
    """The file can't be used now; clients try again."""
    return exceptions.ServiceUnavailable(message)  # type: ignore[no-untyped-call]


def broken(message: str) -> Exception:
    """The file, or the engine, is not as it should be."""
    return exceptions.InternalServerError(message)  # type: ignore[no-untyped-call]
