"""Running until told to stop."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def until_told() -> Iterator[Callable[[], object]]:
    """Gives a function that returns after SIGTERM or SIGINT (control-C), also one that came before.

    For the main thread of a command.
    """
    told = threading.Event()
    before = {each: signal.signal(each, lambda *_: told.set()) for each in SIGNALS}
    try:
        yield told.wait
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
