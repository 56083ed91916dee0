"""Tells the channel app who is connected, so that it can say how many are watching."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from itertools import islice
from urllib.parse import urlencode

from july.errors import JulyError
from july.live.switchboard.asking import Ask

logger = logging.getLogger(__name__)

CONNECTED = "/_ah/channel/connected/"
DISCONNECTED = "/_ah/channel/disconnected/"
SECONDS = 1.0
"""How often it is looked who has come and gone."""
REPEAT = 60
"""Looks after which everybody is told of again: the app forgets who is not mentioned for long."""
AT_ONCE = 500


class Attendance:
    """Compares who is there with who was told of, once a second."""

    def __init__(
        self, present: Callable[[], set[str]], ask: Ask, *, seconds: float = SECONDS
    ) -> None:
        self._present = present
        self._ask = ask
        self._seconds = seconds
        self._told: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look, in the running event loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Tell that everybody has gone, and look no more."""
        if self._task is None:
            return
        task, self._task = self._task, None
        task.cancel()
        await asyncio.wait({task})
        await self._tell(DISCONNECTED, self._told)
        self._told = set()

    async def _run(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(self._seconds)
            looks += 1
            present = self._present()
            again = looks % REPEAT == 0
            if present == self._told and not (again and present):
                continue
            gone = self._told - present
            new = present if again else present - self._told
            if await self._tell(CONNECTED, new) and await self._tell(DISCONNECTED, gone):
                self._told = present

    async def _tell(self, path: str, ids: Iterable[str]) -> bool:
        """Whether the app has heard of all of them."""
        waiting = iter(ids)
        while part := list(islice(waiting, AT_ONCE)):
            try:
                answer = await self._ask.question(
                    path, urlencode([("from", id) for id in part]).encode()
                )
            except JulyError as error:
                logger.debug("Nobody hears who is connected: %s", error.message)
                return False
            except Exception:
                logger.exception("Could not tell who is connected")
                return False
            if answer.status != 200:
                logger.error("%s answered %d", path, answer.status)
                return False
        return True
