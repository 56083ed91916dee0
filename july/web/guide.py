"""The pages of the help, in the order in which they are read."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from july.lib.words import Text

HOOKS = "/help/hooks/"


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A page of the help, as others lead to it."""

    path: str
    name: Text
    """What it is called in lists: a word or two."""
    title: Text
    about: Text
    """What one finds there, in a sentence."""
    template: str = ""
    """That of a plugin's page; it extends `help/page.html` and fills the block `guide`."""

    @property
    def is_below_hooks(self) -> bool:
        """Whether it is about one git host."""
        return self.path.startswith(HOOKS) and self.path != HOOKS


@dataclass(frozen=True, slots=True)
class GitHost:
    """A git host as people call it."""

    slug: str
    name: Text
    kind: str
    """The name of July's own host that takes its deliveries."""


GIT_HOSTS = (
    GitHost("github", "GitHub", "github"),
    GitHost("gitlab", "GitLab", "gitlab"),
    GitHost("bitbucket", "Bitbucket", "bitbucket"),
    GitHost("gitea", "Gitea", "gitea"),
    GitHost("forgejo", "Forgejo", "gitea"),
    GitHost("gogs", "Gogs", "gitea"),
    GitHost("push", _("Plain git"), "push"),
)

ABOUT_HOSTS = {
    "github": _("github.com and GitHub Enterprise: a repository or a whole organization."),
    "gitlab": _("gitlab.com or a GitLab of your own: a project or a group."),
    "bitbucket": _("Bitbucket Cloud: a repository."),
    "gitea": _("Any Gitea server: a repository or an organization."),
    "forgejo": _("Codeberg and every other Forgejo: a repository or an organization."),
    "gogs": _("Any Gogs server: a repository or an organization."),
    "push": _("A bare repository on a server of yours, with a script to copy."),
}

PAGES = (
    GuidePage("/help/", _("Overview"), _("How July works"), _("All of it on one page.")),
    GuidePage(
        "/help/join/",
        _("Join"),
        _("Join in three steps"),
        _("From no account to the first point, also if you have never seen a webhook."),
    ),
    GuidePage(
        HOOKS,
        _("Hooks"),
        _("Add a hook"),
        _("Which form to fill in where, for every git host, with a drawing of each."),
    ),
    *(
        GuidePage(
            f"{HOOKS}{host.slug}/",
            host.name,
            _("A hook for plain git")
            if host.slug == "push"
            else format_lazy(_("A hook on {host}"), host=host.name),
            ABOUT_HOSTS[host.slug],
        )
        for host in GIT_HOSTS
    ),
    GuidePage(
        "/help/rules/",
        _("Rules"),
        _("Rules, with examples"),
        _("What scores how much, on which day, and who stands first when two are even."),
    ),
    GuidePage(
        "/help/faq/",
        _("Questions"),
        _("Questions and answers"),
        _("Why a commit did not count and what to do; emails, private repositories, time zones."),
    ),
    GuidePage(
        "/help/api/",
        _("API"),
        _("The API"),
        _("Boards, people and commits for your own programs, at once and live."),
    ),
    GuidePage(
        "/help/privacy/",
        _("Privacy"),
        _("What July keeps"),
        _("What is stored, for how long, who sees it, and which cookies there are."),
    ),
    GuidePage(
        "/help/style/",
        _("Design"),
        _("The design language"),
        _("Every part these pages are made of, in the light and in the dark."),
    ),
)


def page_at(path: str) -> GuidePage:
    """The page of the help at that path. Raises StopIteration for one that is not in the list."""
    return next(page for page in PAGES if page.path == path)


def neighbours(page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
    """The page before and the page after, None at the ends."""
    before = {after: earlier for earlier, after in pairwise(PAGES)}
    after = dict(pairwise(PAGES))
    return before.get(page), after.get(page)
