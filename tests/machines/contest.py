"""Sets up the contest for the proof, in a process of its own, on the engines its environment names.

Prints the path and the secret of the hook as one JSON object.
"""

import json

from july.config import settings
from tests.bench import given


def main() -> None:
    """A running game, its people and a hook."""
    hook = given.make_site(settings().data)
    print(json.dumps({"path": f"/api/v1/push/{hook.id}", "secret": hook.secret}))


if __name__ == "__main__":
    main()
