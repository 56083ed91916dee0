"""The pages of the help, in the order in which they are read: July's own, then those of plugins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from july.hosts import HOSTS
from july.lib.words import Text
from july.plugins import hookimpl
from july.plugins.gathered import Gathered

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
    template: str
    """It extends `help/page.html` and fills the block `guide`."""

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
    """The name of the host that takes its deliveries."""

    @property
    def form(self) -> str:
        """The template that draws the form to fill in."""
        own = self in GIT_HOSTS
        return f"help/forms/{self.slug if own else 'given'}.html"


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
    GuidePage(
        "/help/",
        _("Overview"),
        _("How July works"),
        _("All of it on one page."),
        "help/overview.html",
    ),
    GuidePage(
        "/help/join/",
        _("Join"),
        _("Join in three steps"),
        _("From no account to the first point, also if you have never seen a webhook."),
        "help/join.html",
    ),
    GuidePage(
        HOOKS,
        _("Hooks"),
        _("Add a hook"),
        _("Which form to fill in where, for every git host, with a drawing of each."),
        "help/hooks.html",
    ),
    *(
        GuidePage(
            f"{HOOKS}{host.slug}/",
            host.name,
            _("A hook for plain git")
            if host.slug == "push"
            else format_lazy(_("A hook on {host}"), host=host.name),
            ABOUT_HOSTS[host.slug],
            f"help/hosts/{host.slug}.html",
        )
        for host in GIT_HOSTS
    ),
    GuidePage(
        "/help/rules/",
        _("Rules"),
        _("Rules, with examples"),
        _("What scores how much, on which day, and who stands first when two are even."),
        "help/rules.html",
    ),
    GuidePage(
        "/help/faq/",
        _("Questions"),
        _("Questions and answers"),
        _("Why a commit did not count and what to do; emails, private repositories, time zones."),
        "help/faq.html",
    ),
    GuidePage(
        "/help/api/",
        _("API"),
        _("The API"),
        _("Boards, people and commits for your own programs, at once and live."),
        "help/api.html",
    ),
    GuidePage(
        "/help/privacy/",
        _("Privacy"),
        _("What July keeps"),
        _("What is stored, for how long, who sees it, and which cookies there are."),
        "help/privacy.html",
    ),
    GuidePage(
        "/help/style/",
        _("Design"),
        _("The design language"),
        _("Every part these pages are made of, in the light and in the dark."),
        "help/style.html",
    ),
)


_ADDRESS = re.compile(r"/help/(?:[a-z0-9-]+/){0,2}")


def _name_of(page: GuidePage) -> str:
    """What no two pages share, from the path. Raises ValueError for one that can't be."""
    if not _ADDRESS.fullmatch(page.path):
        message = f"{page.path!r} is no path of the help, as /help/haiku/ is"
        raise ValueError(message)
    return page.path.strip("/").replace("/", "-")


GIVEN = Gathered("help_pages", GuidePage, _name_of)


@hookimpl
def help_pages() -> Iterable[GuidePage]:
    """July's own."""
    return PAGES


def git_hosts() -> list[GitHost]:
    """The git hosts as people call them, those of plugins at the end."""
    own = {host.kind for host in GIT_HOSTS}
    others = (host for name, host in HOSTS.items() if name not in own)
    return [*GIT_HOSTS, *(GitHost(host.name, host.title, host.name) for host in others)]


def every_page() -> list[GuidePage]:
    """All pages, in the order in which they are read."""
    pages = [gift.thing for gift in GIVEN]
    behind = max(index for index, page in enumerate(pages) if page.is_below_hooks) + 1
    return [*pages[:behind], *map(_page_of_host, git_hosts()[len(GIT_HOSTS) :]), *pages[behind:]]


def _page_of_host(host: GitHost) -> GuidePage:
    """The page about a git host of a plugin, made from its instructions."""
    return GuidePage(
        f"{HOOKS}{host.slug}/",
        host.name,
        format_lazy(_("A hook on {host}"), host=host.name),
        str(HOSTS[host.kind].instructions.title),
        "help/hosts/given.html",
    )


def page_at(path: str) -> GuidePage | None:
    """The page of the help at that path."""
    return next((page for page in every_page() if page.path == path), None)


def neighbours(page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
    """The page before and the page after, None at the ends."""
    before = {after: earlier for earlier, after in pairwise(every_page())}
    after = dict(pairwise(every_page()))
    return before.get(page), after.get(page)
