"""`python -m tests.machines [--deliveries 5000] [--google]`: see `tests/machines/proof.py`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.engines.emulators import FIRESTORE
from tests.machines.missing import missing
from tests.machines.proof import Proof, prove


def main() -> None:
    """Prove it, and print what was seen; the processes' logs if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.machines", description=main.__doc__)
    parser.add_argument("--deliveries", type=int, default=5_000, help="how many (default 5000)")
    parser.add_argument("--google", action="store_true", help="on Google's Datastore emulator")
    options = parser.parse_args()
    if lacking := missing() or (options.google and FIRESTORE.missing()):
        sys.exit(str(lacking))
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="july-machines-") as folder:
        try:
            proof = prove(Path(folder), options.deliveries, google=options.google, say=say)
        except AssertionError as error:
            sys.exit(str(error))
    _show(proof)


def _show(proof: Proof) -> None:
    sent = proof.sent
    print(f"""
deliveries a second   {sent.to_one.rate:.1f} with one API, {sent.to_two.rate:.1f} with two, \
{sent.meanwhile.rate:.1f} while processes were ended
deliveries answered   {dict(sent.statuses)}
pages answered        {dict(sent.read)}
answered 5xx          {proof.failed} from outside; {proof.failed_tasks} tasks, tried again
streams               every commit seen by each; {proof.resets} resets
totals                recount --check finds no difference
graceful stop         {proof.seconds_to_stop:.1f} s at the most""")


if __name__ == "__main__":
    main()
