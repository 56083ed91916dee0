"""How many connections each address holds, WebSockets and event streams together."""

from collections import Counter
from ipaddress import ip_address

from july.errors import JulyError


class TooManyConnections(JulyError):
    """One address holds as many connections as it may."""

    code = "too_many_connections"
    status = 429


class Addresses:
    """Counts connections by `counted_address`; those without one are not counted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._held)

    def check(self, address: str | None) -> None:
        """Raise TooManyConnections if it may hold no further one."""
        if address and self._held[address] >= self._most:
            message = f"Your address holds {self._most} connections, which is the most"
            raise TooManyConnections(message)

    def add(self, address: str | None) -> None:
        """It holds one more."""
        if address:
            self._held[address] += 1

    def remove(self, address: str | None) -> None:
        """It holds one less."""
        if address:
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]


def counted_address(client: tuple[str, int] | None) -> str | None:
    """The address by which a client's connections are counted; None for this machine's own."""
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return None
    if address is None or address.is_loopback:
        return None
    if address.version == 6:
        # A home has a network of its own, with as many addresses as it likes.
        return str(int(address) >> 64)
    return str(address)
