"""What the YAML files of App Engine say, compared with the code that it starts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from july import config
from july.api.routes import routes
from july.deferred import registry
from tests.whole.serving import ROOT

STANDARD = {"GOOGLE_CLOUD_PROJECT": "my-project", "GAE_ENV": "standard"}
FLEXIBLE = {"GOOGLE_CLOUD_PROJECT": "my-project"}
"""The documentation of the flexible environment names no GAE_ENV."""
SECRETS = {
    "projects/my-project/secrets/july-redis-url": "redis://:password@10.0.0.3:6379/0",
    "projects/my-project/secrets/july-secret-key": "a key of more than thirty-two characters",
}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "given"), [("app.yaml", STANDARD), ("api.yaml", STANDARD), ("channel.yaml", FLEXIBLE)]
)
def test_the_settings_of_a_service_suffice(
    name: str, given: dict[str, str], tmp_path: Path
) -> None:
    environ = {"JULY_DATA": str(tmp_path / "data"), **read(name)["env_variables"], **given}

    settings = config.load(environ, SECRETS.__getitem__)

    assert settings.datastore is settings.tasks is config.Engine.CLOUD
    assert not settings.data.exists()


def test_cron_asks_the_api_for_tasks_that_there_are() -> None:
    entries = read("cron.yaml")["cron"]

    assert {entry["target"] for entry in entries} == {read("api.yaml")["service"]}
    names = {entry["url"].removeprefix("/_tasks/") for entry in entries}
    assert names == {"deferred.sweep"}
    assert names <= set(registry.registered())


def test_dispatch_knows_every_address_of_the_api() -> None:
    patterns = [
        rule["url"] for rule in read("dispatch.yaml")["dispatch"] if rule["service"] == "api"
    ]
    beginnings = tuple(pattern.strip("*") for pattern in patterns)

    assert all(route.template.startswith(beginnings) for route in routes())
