"""Why a git host did not do what July asked of it, in words that one can act on.

Their words are translated where they are shown, so they are whole sentences here, with nothing put
into them but the name of the host.
"""

from typing import ClassVar

from july.errors import HostFailed
from july.lib.texts import gettext_noop


class HostRefusal(HostFailed):
    """Base: `told % {"host": …}` is what to tell, `link` where to go on there, if anywhere."""

    told: ClassVar[str] = gettext_noop(
        "%(host)s does not answer as it should. Nothing was changed; try it again."
    )

    def __init__(self, host: str, *, link: str = "") -> None:
        super().__init__(self.told % {"host": host})
        self.host = host
        self.link = link


class HostAway(HostRefusal):
    """It does not answer in time, or says itself that something is wrong with it."""

    code = "host_away"
    told = gettext_noop("%(host)s does not answer at the moment. Try again in a few minutes.")


class StrangeAnswer(HostRefusal):
    """It answers what July does not understand."""

    code = "host_strange"


class TokenRevoked(HostRefusal):
    """It takes the person's token no longer."""

    code = "host_token_revoked"
    told = gettext_noop(
        "%(host)s no longer lets July act for you. Connect your account there once more."
    )


class NotAllowed(HostRefusal):
    """The token is good, but not for hooks."""

    code = "host_not_allowed"
    told = gettext_noop(
        "July may not set up hooks for you at %(host)s. Connect your account there once more, and"
        " allow it."
    )


class NoAdmin(HostRefusal):
    """Hooks of that repository are not for this person."""

    code = "host_no_admin"
    told = gettext_noop(
        "%(host)s lets only those who administer a repository change its hooks. Ask one of them, or"
        " give them the address and the secret of a hook of yours to paste."
    )


class NoOwner(HostRefusal):
    """Hooks of that organisation are not for this person."""

    code = "host_no_owner"
    told = gettext_noop(
        "%(host)s lets only those who administer an organisation or a workspace change its hooks."
        " Ask one of them, or switch on the repositories one by one."
    )


class NotInPlan(NoOwner):
    """A group has hooks for its owners alone, and in a paid plan."""

    code = "host_not_in_plan"
    told = gettext_noop(
        "%(host)s has hooks for a whole group only in its paid plans (Premium and Ultimate), and"
        " only for the owners of the group. Switch on the repositories one by one instead."
    )


class NotAllowedWholly(NotAllowed):
    """The token is good for hooks of repositories, but of no organisation."""

    code = "host_not_allowed_wholly"
    told = gettext_noop(
        "July may not set up hooks of organisations for you at %(host)s. Connect your organisations"
        " there, and allow it."
    )


class NotApproved(HostRefusal):
    """The organisation lets only those applications in that it has approved."""

    code = "host_not_approved"
    told = gettext_noop(
        "This organisation lets only those applications act for its members that it has approved."
        " Ask one of its owners to approve this site at %(host)s, then try again."
    )


class NeedsSignOn(HostRefusal):
    """The organisation wants the token to be let in by its single sign-on."""

    code = "host_needs_sign_on"
    told = gettext_noop(
        "This organisation wants you to sign in with its own single sign-on (SSO) before July may"
        " act for you at %(host)s. Do so there, then try again."
    )


class Archived(HostRefusal):
    """Nothing can be changed there, and nothing pushed."""

    code = "host_archived"
    told = gettext_noop(
        "This repository is archived at %(host)s: nothing can be pushed there, so there is nothing"
        " to count. Unarchive it first."
    )


class RateLimited(HostRefusal):
    """Too much was asked of it."""

    code = "host_rate_limited"
    status = 429
    told = gettext_noop(
        "%(host)s has been asked too often for you within the last hour. Wait a while, then try"
        " again."
    )


class NotThere(HostRefusal):
    """There is no such repository, or none that the person may see."""

    code = "host_not_there"
    told = gettext_noop(
        "%(host)s knows no such repository any more, or does not show it to you. If it was renamed,"
        " load the list anew."
    )


class TakenAlready(HostRefusal):
    """Somebody else's hook of this site is there already."""

    code = "host_taken_already"
    status = 409
    told = gettext_noop(
        "This repository delivers here already, by a hook that somebody else has set up at"
        " %(host)s. You need not do anything."
    )


class HookRefused(HostRefusal):
    """It does not like the hook, as a rule because it can't reach this site."""

    code = "host_hook_refused"
    told = gettext_noop(
        "%(host)s does not take this hook. It must be able to reach this site's address, and takes"
        " only so many hooks for one repository."
    )
