"""A client's messages, put to the channel app one after the other, and what it answers.

Between the two go JSON objects:

`POST /ws` asks with a message as it came: `{"frame", "connection", "context", "subscriptions"}`,
the last being how many are held, and `held`, their pairs of client and callback, if there are as
many as there may be. The answer has `send` (messages, each a JSON text), `subscribe` (objects with
`client`, `callback`, `method`, `params`, `channels`, `scope`, `digest`, `relays`, `kept`, `until`),
`unsubscribe` (client ids), `forget` (pairs of client and callback), `notify` (`{"channels",
"trigger"}`), `context` and `close` (code and reason); what is absent is nothing.

`POST /ws/again` calls a service again: `{"method", "params", "scope", "context", "kept"}`, answered
by `{"data", "digest", "channels", "kept", "notify"}`, `data` being JSON text or null, or by
`{"error"}` in its place.
"""

import asyncio
import json
import logging
from typing import Any

from july.bus import notices
from july.errors import JulyError, Unavailable
from july.live.envelopes import as_name, encode
from july.live.switchboard import messages
from july.live.switchboard.asking import Ask
from july.live.switchboard.limits import Limits
from july.live.switchboard.messages import Names, names_in
from july.live.switchboard.socket import Socket
from july.live.switchboard.subscriptions import Subscriptions, Wanted

logger = logging.getLogger(__name__)

FRAME = "/ws"
AGAIN = "/ws/again"

Object = dict[str, Any]


class Rpc:
    """Asks the channel app on behalf of sockets, and does what it says."""

    def __init__(self, ask: Ask, limits: Limits) -> None:
        self._ask = ask
        self._limits = limits
        self._tasks: set[asyncio.Future[Any]] = set()
        self.subscriptions = Subscriptions(self._call_again)

    def ask(self, socket: Socket, message: str) -> None:
        """Put a client's message to the channel app, after those that it sent before."""
        socket.waiting.append(message)
        if not socket.works:
            socket.works = True
            self._watch(asyncio.get_running_loop().create_task(self._work(socket)))

    async def _work(self, socket: Socket) -> None:
        try:
            while socket.waiting:
                await self._answer(socket, socket.waiting.pop(0))
        finally:
            socket.works = False

    async def _answer(self, socket: Socket, message: str) -> None:
        if socket.late >= self._limits.late:
            text = "too many calls are still running; wait for their end"
            socket.send(messages.error(names_in(message), text))
            return
        since = self.subscriptions.moment
        question = _question(socket, message, self._limits.subscriptions)
        asked = asyncio.ensure_future(self._question(FRAME, question))
        done, _ = await asyncio.wait({asked}, timeout=self._limits.seconds)
        if done:
            self._obey(socket, message, asked, since)
        else:
            text = f"the call took longer than {self._limits.seconds:g} seconds"
            socket.send(messages.error(names_in(message), text))
            socket.late += 1
            asked.add_done_callback(lambda asked: self._obey_late(socket, asked))
            self._watch(asked)

    async def _question(self, path: str, question: Object) -> Object:
        """The channel app's answer. Raises Unavailable, and what the app told in its stead."""
        answer = await self._ask.question(path, encode(question).encode())
        try:
            told = json.loads(answer.body)
        except ValueError:
            told = None
        if answer.status != 200 or not isinstance(told, dict):
            logger.error("The channel app answered %d to %s", answer.status, path)
            raise Unavailable("what answers calls failed; it has been logged")
        return told

    async def _call_again(self, question: Object) -> Object:
        answer = await self._question(AGAIN, question)
        self._notify(answer)
        return answer

    def _obey(
        self, socket: Socket, message: str, asked: asyncio.Future[Object], since: int
    ) -> None:
        try:
            answer = asked.result()
            if socket.open:
                self._apply(socket, answer, since)
            self._notify(answer)
        except JulyError as error:
            socket.send(messages.error(names_in(message), error.message))
        except Exception:
            logger.exception("Could not answer a message")
            socket.send(messages.error(names_in(message), "unexpected error"))

    def _apply(self, socket: Socket, answer: Object, since: int) -> None:
        socket.context = answer.get("context") or socket.context
        for text in answer.get("send") or ():
            socket.send(messages.text_frame(text))
        for client in answer.get("unsubscribe") or ():
            self.subscriptions.drop(socket, as_name(client))
        for client, callback in answer.get("forget") or ():
            self.subscriptions.forget(socket, Names(as_name(client), as_name(callback)))
        for each in answer.get("subscribe") or ():
            self._subscribe(socket, _wanted(each), since)
        if answer.get("close"):
            code, reason = answer["close"]
            # After what is to be sent before it.
            asyncio.get_running_loop().call_soon(socket.close, int(code), str(reason))

    def _subscribe(self, socket: Socket, wanted: Wanted, since: int) -> None:
        most = self._limits.subscriptions
        if len(socket.subscriptions) >= most and wanted.names not in socket.subscriptions:
            text = f"a connection has at most {most} subscriptions; unsubscribe from others first"
            socket.send(messages.error(wanted.names, text))
        else:
            self.subscriptions.keep(socket, wanted, since)

    def _notify(self, answer: Object) -> None:
        told = answer.get("notify") or ()
        if told:
            # Redis may let it wait.
            loop = asyncio.get_running_loop()
            self._watch(loop.run_in_executor(None, _tell, told))

    def _obey_late(self, socket: Socket, asked: asyncio.Future[Object]) -> None:
        """Of an answer nobody waits for any more, only what others are to know is done."""
        socket.late -= 1
        error = None if asked.cancelled() else asked.exception()
        if error is not None:
            logger.warning("A call that took too long failed: %s", error)
        elif not asked.cancelled():
            self._notify(asked.result())

    def _watch(self, task: asyncio.Future[Any]) -> None:
        """Keep a task from being collected while it runs."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _question(socket: Socket, message: str, most: int) -> Object:
    held = socket.subscriptions
    question: Object = {
        "frame": message,
        "connection": socket.id,
        "context": socket.context,
        "subscriptions": len(held),
    }
    if len(held) >= most:
        question["held"] = [[_id(each.client), _id(each.callback)] for each in held]
    return question


def _id(name: str | None) -> str | int | None:
    """The id that is written so."""
    return None if name is None else json.loads(name)


def _wanted(told: Object) -> Wanted:
    return Wanted(
        names=Names(as_name(told.get("client")), as_name(told.get("callback"))),
        method=told["method"],
        params=told.get("params"),
        channels=tuple(map(str, told["channels"])),
        scope=told.get("scope") or "",
        digest=told.get("digest") or "",
        relays=bool(told.get("relays")),
        kept=told.get("kept"),
        until=told.get("until"),
    )


def _tell(told: list[Object]) -> None:
    for each in told:
        notices.notify(each["channels"], each.get("trigger") or notices.MANUAL)
