"""All benchmarks, or those that are named: `make bench`, `make bench BENCH="pushes boards"`.

See docs/benchmarks.md.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench import (
    arriving,
    boards,
    crash,
    crowd,
    feed,
    figures,
    large,
    memory,
    moving,
    pages,
    plugins,
    pushes,
    ranks,
    sockets,
    start,
)
from tests.bench.scale import QUICK, Scale
from tests.bench.served import ROOT


def script(name: str, *options: str) -> Callable[[Scale], None]:
    """A benchmark that prints a table of its own."""

    def main(_: Scale) -> None:
        print(f"\n{name}", flush=True)
        subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}", *options], cwd=ROOT, check=True
        )

    return main


BENCHES: dict[str, Callable[[Scale], None]] = {
    "start": start.main,
    "pushes": pushes.main,
    "large": large.main,
    "feed": feed.main,
    "boards": boards.main,
    "ranks": ranks.main,
    "pages": pages.main,
    "arriving": arriving.main,
    "moving": moving.main,
    "memory": memory.main,
    "plugins": plugins.main,
    "engine": script("engine"),
    "tasks": script("tasks"),
    "streams": script("streams"),
    "sockets": sockets.main,
    "crowd": crowd.main,
    "pulse": script("pulse"),
    "crash": crash.main,
}


def main() -> None:
    """Run them one after the other."""
    parser = argparse.ArgumentParser(prog="tests.bench", description="Measure July.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--quick", action="store_true", help="smaller, shorter, once")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHES)}")
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    if load > 0.2:
        figures.remark(f"the machine is busy already: {load:.0%} of its processors")
    began = time.monotonic()
    for name in options.names or BENCHES:
        BENCHES[name](QUICK if options.quick else Scale())
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
