"""`manage.py serve`: the site on one machine."""

import logging
from argparse import ArgumentParser
from ipaddress import ip_address
from typing import Any

from django.conf import settings as django_settings

from july import config, plugins
from july.config import settings
from july.lib import logs
from july.main.settings import allowed_hosts
from july.management.command import PlainCommand
from july.management.demo import ORGANIZER, PASSWORD
from july.management.greeting import greeting
from july.site.machine import make_site
from july.site.server import serve


class Command(PlainCommand):
    help = "Serve pages, API and live streams, and run deferred tasks, all in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--access-log", action="store_true", help="log every request")
        parser.add_argument(
            "--without-tasks", action="store_true", help="leave deferred tasks to `worker`"
        )
        parser.add_argument("--strict", action="store_true", help="do not start if a plugin fails")
        parser.add_argument("--greet", action="store_true", help="say how to try the site")

    def carry_out(self, **options: Any) -> None:
        if options["without_tasks"] and settings().redis_url is None:
            why = "with --without-tasks, pages hear by Redis what `manage.py worker` does"
            raise config.missing("JULY_REDIS_URL", why)
        if options["strict"]:
            plugins.insist()
        logs.begin(settings().log_format)
        # What keeps the site from starting is raised, and told by this command.
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)

        def bound(ip: str, port: int) -> None:
            adopt_address(f"http://{reachable(options['host'], ip)}:{port}")

        def ready(port: int) -> None:
            logging.getLogger("uvicorn").setLevel(logging.WARNING)
            self.stdout.write(f"July serves {settings().base_url} on port {port}")
            if options["greet"]:
                self.stdout.write(greeting(settings().base_url, ORGANIZER, PASSWORD))
            self.stdout.flush()

        serve(
            make_site(tasks=not options["without_tasks"]),
            options["host"],
            options["port"],
            access_log=options["access_log"],
            bound=bound,
            ready=ready,
        )


def adopt_address(address: str) -> None:
    """Let that be the site's address where JULY_BASE_URL names none.

    Django has read its settings before a command sees its options, so it has to be told.
    """
    config.adopt_default("JULY_BASE_URL", address)
    django_settings.ALLOWED_HOSTS = allowed_hosts(settings().base_url)
    django_settings.CSRF_TRUSTED_ORIGINS = [settings().base_url]


def reachable(host: str, ip: str) -> str:
    """How an address names `host`, which is `ip`; all addresses at once are called loopback."""
    bound = ip_address(ip)
    if bound.is_unspecified:
        return "127.0.0.1" if bound.version == 4 else "[::1]"
    return f"[{host}]" if ":" in host else host
