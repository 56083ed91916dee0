"""What happens in the background."""

from datetime import timedelta

from july.deferred import task

from ragnarok import service


@task("ragnarok.check", every=timedelta(days=1))
def check() -> None:
    """Ask all websites, once a day for the whole site."""
    service.check_for_apocalypse()
