"""The configuration that docs/machine.md installs, read by nginx itself."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.machines import nginx
from tests.machines.missing import skip_if_missing
from tests.ports import free_port
from tests.whole.serving import ROOT

FOLDER = ROOT / "deploy" / "nginx"


def test_nginx_takes_the_configuration_of_a_rented_machine(tmp_path: Path) -> None:
    skip_if_missing()
    words = nginx.command(tmp_path, free_port(), {})
    site = (FOLDER / "july.conf").read_text("utf-8").replace("/srv/july", str(ROOT))
    for listening in ("listen 80;", "listen [::]:80;"):
        assert listening in site
        site = site.replace(listening, f"listen 127.0.0.1:{free_port()};")
    whole = (tmp_path / "nginx.conf").read_text("utf-8").partition("    server {")[0]
    (tmp_path / "nginx.conf").write_text(f"{whole}{site}}}\n", "utf-8")

    checked = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("rule", yaml.safe_load((ROOT / "dispatch.yaml").read_text())["dispatch"])
def test_nginx_and_app_engine_send_an_address_to_the_same_service(rule: dict[str, str]) -> None:
    upstream = {"api": "july_api", "channel": "july_switchboard"}[rule["service"]]
    path = rule["url"].strip("*")
    kind = "" if rule["url"].endswith("*") else "= "
    locations = (FOLDER / "locations.conf").read_text("utf-8")

    block = locations.partition(f"\nlocation {kind}{path} {{")[2].partition("\n}")[0]

    assert f"proxy_pass http://{upstream};" in block
