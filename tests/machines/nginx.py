"""A real nginx before the services, with the locations that docs/machine.md installs."""

import getpass
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.whole.serving import ROOT

PROGRAM = shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")

CONFIGURATION = """
daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log;
events {{ worker_connections 1024; }}
http {{
    log_format proof escape=json '{{"at": $msec, "took": $request_time, "status": $status, '
        '"request": "$request", "path": "$uri", "asked": "$upstream_addr"}}';
    access_log {folder}/requests.log proof;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/css css; text/javascript js; image/svg+xml svg; }}
    {upstreams}
    server {{
        listen 127.0.0.1:{port};
        set $july {root};
        include {root}/deploy/nginx/locations.conf;
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request as nginx noted it when it was answered."""

    at: float
    """When the answer had been sent, in seconds since 1970."""
    took: float
    status: int
    request: str
    path: str
    asked: str
    """Addresses of those who were asked, in their order."""

    def was_there(self, moment: float) -> bool:
        """Whether it was in flight at that moment, as exactly as nginx tells."""
        return self.at - self.took - 0.01 <= moment <= self.at + 0.01


def command(folder: Path, port: int, upstreams: Mapping[str, Sequence[int]]) -> list[str]:
    """What starts nginx on that port of the loopback, with a configuration made in `folder`."""
    assert PROGRAM is not None
    path = folder / "nginx.conf"
    path.write_text(
        CONFIGURATION.format(
            user=f"user {getpass.getuser()};" if os.geteuid() == 0 else "",
            folder=folder,
            upstreams="\n    ".join(_upstream(*each) for each in upstreams.items()),
            port=port,
            root=ROOT,
        ),
        "utf-8",
    )
    return [PROGRAM, "-e", str(folder / "nginx.error.log"), "-p", str(folder), "-c", str(path)]


def answered(folder: Path) -> Iterator[Answered]:
    """Every request that was answered until now."""
    with (folder / "requests.log").open(encoding="utf-8") as log:
        for line in log:
            yield Answered(**json.loads(line))


def _upstream(name: str, ports: Sequence[int]) -> str:
    servers = "".join(f"server 127.0.0.1:{port} max_fails=0; " for port in ports)
    return f"upstream {name} {{ {servers}}}"
