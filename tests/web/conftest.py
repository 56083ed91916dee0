"""The pages, as a browser without JavaScript sees them."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july import main
from tests.conftest import Site


@pytest.fixture
def pages(site: Site) -> TestApp:
    """A browser that nobody has used yet."""
    return TestApp(main.app)


@pytest.fixture
def sign_in(pages: TestApp) -> Callable[..., TestResponse]:
    """Fills the form and sends it."""

    def send(name: str, password: str, address: str = "/account/sign-in/") -> TestResponse:
        form = pages.get(address).forms["sign-in"]
        form["name"], form["password"] = name, password
        return form.submit(expect_errors=True)

    return send
