"""What is on the disk after a crash. The seed of a failure stands in its message."""

from pathlib import Path

import pytest

from tests.crash.killing import rounds


@pytest.mark.crash
def test_nothing_answered_is_lost_and_nothing_counts_twice_after_kill_9(tmp_path: Path) -> None:
    done = rounds(3, tmp_path)
    assert any(each.answered for each in done), "no round got to answer anything"
