"""How far long work has come, shown to whoever sits at a terminal."""

from django.core.management.base import OutputWrapper


class Progress:
    """One line that is written over as the work goes on; nothing where nobody looks."""

    def __init__(self, stderr: OutputWrapper, what: str) -> None:
        self._stderr = stderr
        self._what = what
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        """Show that so much of all is done."""
        percent = 100 * done // total if total else 100
        if self._stderr.isatty() and percent != self._shown:
            self._shown = percent
            end = "\n" if percent == 100 else ""
            self._stderr.write(f"\r{self._what} {percent}%", ending=end)
            self._stderr.flush()


def tell(stderr: OutputWrapper, text: str) -> None:
    """Say what is being done now, to whoever sits at a terminal."""
    if stderr.isatty():
        stderr.write(text)
