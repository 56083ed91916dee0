"""What can go wrong, as classes: each knows its code, its HTTP status and what to tell."""

from typing import Any


class JulyError(Exception):
    """Base of all errors that July raises on purpose.

    `code` is for programs, the message for people: it says what is wrong and what to do.
    `field` is the path of the offending value (`commits[0].id`), where there is one.
    """

    code = "error"
    status = 500

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def as_json(self) -> dict[str, Any]:
        """The error as every API of July answers it."""
        error = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return {"error": error}


class BadRequest(JulyError):
    """What was sent can't be understood."""

    code = "bad_request"
    status = 400


class BadField(BadRequest):
    """One value is missing or of the wrong kind; `field` names it."""

    code = "bad_field"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message, field=field)


class Unauthorized(JulyError):
    """It is not known who asks."""

    code = "unauthorized"
    status = 401


class BadSignature(Unauthorized):
    """A delivery is not signed with its hook's secret."""

    code = "bad_signature"


class Forbidden(JulyError):
    """It is known who asks, and they may not."""

    code = "forbidden"
    status = 403


class Suspended(Forbidden):
    """The organisers have suspended the account of who asks."""

    code = "suspended"


class NotFound(JulyError):
    """There is no such thing."""

    code = "not_found"
    status = 404


class MethodNotAllowed(JulyError):
    """The address exists, but not for this verb."""

    code = "method_not_allowed"
    status = 405


class Conflict(JulyError):
    """It contradicts what is there already."""

    code = "conflict"
    status = 409


class TooLarge(JulyError):
    """The body is over the limit."""

    code = "too_large"
    status = 413


class TooOften(JulyError):
    """Somebody asks for more than is good for the others."""

    code = "too_often"
    status = 429


class HostFailed(JulyError):
    """A git host does not answer as it should."""

    code = "host_failed"
    status = 502


class Unavailable(JulyError):
    """An engine does not answer in time; the same request may succeed later."""

    code = "unavailable"
    status = 503


class SiteAway(Unavailable):
    """The website of a plugin is not running, or does not answer in time."""

    code = "site_away"


class ConfigurationError(JulyError):
    """A setting is wrong; the message names it, its value and what is allowed."""

    code = "configuration"


class OfPlugin(JulyError):
    """What a plugin gives can't be had, since its code fails; the log names it."""

    code = "of_plugin"
    status = 500


class PluginFailed(ConfigurationError):
    """A plugin can't be loaded, or failed, where that is to stop the process."""
