"""Texts in processes that serve no pages."""

import subprocess
import sys

import pytest

SCRIPT = """
import {app}
from django.utils.translation import gettext, override
from webtest import TestApp

TestApp({app}.app).get({address!r}, expect_errors=True)
with override("de"):
    print(gettext("just now"))
"""


@pytest.mark.parametrize(
    ("app", "address"),
    [("july.api", "/api/v1/games"), ("july.channel", "/events?channel=commits")],
)
def test_an_application_that_stands_alone_can_translate(app: str, address: str) -> None:
    script = SCRIPT.format(app=app, address=address)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "gerade eben\n"
