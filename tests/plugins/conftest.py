"""A folder for plugins."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.packages import importing_anew


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where plugins are put; what is imported from it is forgotten after the test."""
    with importing_anew():
        yield tmp_path
