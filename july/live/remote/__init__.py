"""Services on other machines: calls, and answers that are kept and told here when they change.

JULY_REMOTE_SERVICES names a file of hosts and of the namespaces that they have. What is there is
called as what is here:

    services.builds.latest(5)
    latest = Subscription("builds.latest", limit=5)

A plugin may have hosts of its own besides: `make_host(name, RemoteHost(address=...))`, whose class
is in `july.lib.remote_services`. docs/plugins/remote.md tells the whole of it.
"""

from july.live.remote.errors import CallFailed, CircuitOpen, NotConnected
from july.live.remote.host import Host
from july.live.remote.hosts import find_elsewhere, find_host, hosts, namespaces
from july.live.remote.subscription import Subscription

__all__ = [
    "CallFailed",
    "CircuitOpen",
    "Host",
    "NotConnected",
    "Subscription",
    "find_elsewhere",
    "find_host",
    "hosts",
    "make_host",
    "namespaces",
]

make_host = hosts.make
