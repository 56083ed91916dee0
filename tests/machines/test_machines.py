"""The proof of `python -m tests.machines`, with as many deliveries as a test has time for."""

from pathlib import Path

import pytest

from tests.machines.machines import command, entrypoint
from tests.machines.missing import skip_if_missing
from tests.machines.proof import prove

pytestmark = pytest.mark.processes

DELIVERIES = 400


@pytest.mark.crash
def test_nothing_is_lost_or_counted_twice_while_processes_are_killed(tmp_path: Path) -> None:
    skip_if_missing()

    proof = prove(tmp_path, DELIVERIES)

    assert sum(proof.sent.statuses[taken] for taken in (200, 201)) == DELIVERIES
    assert set(proof.sent.read) == {200}


@pytest.mark.parametrize("name", ["app.yaml", "api.yaml", "channel.yaml"])
def test_a_service_is_started_as_its_file_says_but_for_the_address(name: str) -> None:
    *shell, line = command(name)
    words, named = line.removeprefix("exec ").split(), entrypoint(name).split()
    other = [pair for pair in zip(words, named, strict=True) if pair[0] != pair[1]]

    assert shell == ["sh", "-c"]
    assert other in (
        [("127.0.0.1:{port}", ":$PORT")],
        [("127.0.0.1", "0.0.0.0"), ("{port}", "$PORT")],
    )
