"""`manage.py indexes`."""

from typing import Any

from july.management.command import PlainCommand
from july.stores import all_indexes


class Command(PlainCommand):
    help = (
        "Print the index.yaml for the cloud: the composite indexes of July and of its plugins."
        " `manage.py indexes > /tmp/index.yaml && gcloud datastore indexes create /tmp/index.yaml`"
    )

    def carry_out(self, **_options: Any) -> None:
        self.stdout.write("indexes:")
        for index in all_indexes():
            self.stdout.write(index.as_yaml())
