"""What all commands share: errors as one line, answers as JSON, engines where they need them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from google.api_core.exceptions import GoogleAPIError

from july import stores
from july.config import settings
from july.errors import BadField, JulyError


class PlainCommand(BaseCommand):
    """Base of all commands: an error that July foresees ends them with one line."""

    requires_system_checks: list[str] = []

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Carry the command out."""
        try:
            _require_text(options)
            self.carry_out(**options)
        except JulyError as error:
            raise CommandError(error.message) from error
        except GoogleAPIError as error:
            raise CommandError(f"The database did not answer: {error}") from error

    def carry_out(self, **options: Any) -> None:
        """What the command does. Raises JulyError with what is wrong and what to do."""
        raise NotImplementedError

    def print_json(self, answer: Mapping[str, Any]) -> None:
        """One JSON object on one line of standard output."""
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _require_text(options: Mapping[str, Any]) -> None:
    """Raise BadField for bytes that are no UTF-8: Python lets them pass as half characters."""
    for name, given in options.items():
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, str | Path) and not _is_text(str(value)):
                message = f"{name} {str(value)!r} can't be used: it holds bytes that are no UTF-8"
                raise BadField(message, field=name)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class JulyCommand(PlainCommand):
    """Base of commands that work on the site's data."""

    def execute(self, *arguments: Any, **options: Any) -> str | None:
        """Run the command inside a context of the engines."""
        try:
            with stores.engines(settings()), stores.context():
                return super().execute(*arguments, **options)
        except JulyError as error:
            raise CommandError(error.message) from error
