"""`manage.py watch ADDRESS TEXT`: one more website that is asked."""

from argparse import ArgumentParser

from july.management.command import JulyCommand

from ragnarok.models import RagnarokWebsite


class Command(JulyCommand):
    """Keeps the website."""

    help = "Ask a website whether the world has ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is on the command line."""
        parser.add_argument("address")
        parser.add_argument("text", help="what it says as long as the world has not ended")

    def carry_out(self, **options: object) -> None:
        """Keep it."""
        address, text = str(options["address"]), str(options["text"])
        RagnarokWebsite(id=address, search_for=text).put()
        self.stdout.write(f"{address} is watched for {text!r}.")
