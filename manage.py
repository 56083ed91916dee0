#!/usr/bin/env python
"""July's commands: `./manage.py help` lists them."""

import sys

from django.core.management import execute_from_command_line

import july.config
from july.errors import ConfigurationError


def main() -> None:
    """Run the command of the command line; a wrong setting ends it with one line."""
    try:
        july.config.settings()
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.exit(f"july: {error}")


if __name__ == "__main__":
    main()
