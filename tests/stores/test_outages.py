"""Engines that are away, and engines that refuse."""

import pytest
from google.api_core import exceptions

from july.stores.outages import is_outage


@pytest.mark.parametrize("name", ["ServiceUnavailable", "DeadlineExceeded", "Aborted"])
def test_what_passes_by_itself_is_an_outage(name: str) -> None:
    assert is_outage(getattr(exceptions, name)("not now"))


@pytest.mark.parametrize("name", ["FailedPrecondition", "InvalidArgument"])
def test_what_july_does_wrong_is_none(name: str) -> None:
    assert not is_outage(getattr(exceptions, name)("not so"))
