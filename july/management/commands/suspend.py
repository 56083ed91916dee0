"""`manage.py suspend NAME [--project] [--undo]`."""

from argparse import ArgumentParser
from typing import Any

from july.management.command import JulyCommand
from july.people.actions import suspend
from july.projects.actions import suspend as suspend_project


class Command(JulyCommand):
    help = "Suspend a person or a project: nothing of theirs counts any more. Points stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the person, or slug of the project")
        parser.add_argument("--project", action="store_true", help="it is a project")
        parser.add_argument("--undo", action="store_true", help="let it be as before again")

    def carry_out(self, **options: Any) -> None:
        on = not options["undo"]
        if options["project"]:
            project = suspend_project(options["name"], on=on)
            self.print_json({"project": project.slug, "suspended": on})
        else:
            person = suspend(options["name"], on=on)
            self.print_json({"person": person.name, "suspended": on})
