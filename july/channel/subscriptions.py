"""Subscriptions as the switchboard keeps them, and their services called again.

The scope of a subscription says for whom its answer holds. Those with the same method, parameters
and scope share one answer, so a service that never asked who calls is called once for everybody.
"""

import json
from collections.abc import Mapping
from typing import Any

from july.channel.viewers import Credentials, read_context
from july.errors import BadRequest, JulyError, Unauthorized
from july.live.services import Answer, Caller, Id, Prepared, Reach, prepare
from july.live.services.serializer import digest_of

PERSON = "person:"
SUBSCRIPTION = "subscription:"

Pair = tuple[Id | None, Id | None]
"""Client and callback: what names a subscription on its connection."""
Entry = dict[str, Any]


def entry(pair: Pair, channels: tuple[str, ...], **more: object) -> Entry:
    """One subscription, for the switchboard to keep."""
    return {
        "client": pair[0],
        "callback": pair[1],
        "channels": channels,
        "method": "",
        "params": None,
        "scope": "",
        "digest": "",
        "relays": False,
        "kept": None,
        "until": None,
    } | more


def entry_of_call(
    pair: Pair,
    prepared: Prepared,
    params: object,
    answer: Answer,
    *,
    connection: str,
    credentials: Credentials,
) -> Entry:
    """The subscription that a call has begun, with what its service keeps with it."""
    return entry(
        pair,
        prepared.channels,
        method=prepared.service.name,
        params=params,
        scope=_scope(pair, answer, connection, credentials),
        digest=answer.digest,
        relays=prepared.service.marks.relays,
        kept=_kept(pair[0], answer),
    )


def call_again(question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to `POST /ws/again`: the news of everybody who shares the subscription.

    Raises BadRequest for what no switchboard asks.
    """
    method, scope = question.get("method"), question.get("scope", "")
    if not isinstance(method, str) or not isinstance(scope, str):
        raise BadRequest("A question has a method and a scope, which are texts")
    kept = question.get("kept") or {}
    try:
        caller = _caller(scope, read_context(question.get("context")), kept)
        prepared = prepare(method, question.get("params"), caller)
    except BadRequest:
        raise
    except JulyError as error:
        return {"error": error.message, "digest": digest_of(error.message), "notify": []}
    answer = prepared.run()
    return _told(answer) | {
        "digest": answer.digest,
        "channels": prepared.channels,
        "kept": _kept(kept.get("client"), answer),
        "notify": [each.as_json() for each in answer.notices],
    }


def _told(answer: Answer) -> dict[str, Any]:
    return {"error": answer.error.message} if answer.error else {"data": answer.data}


def _scope(pair: Pair, answer: Answer, connection: str, credentials: Credentials) -> str:
    if answer.reach is Reach.EVERYBODY:
        return ""
    if answer.reach is Reach.SUBSCRIPTION:
        return f"{SUBSCRIPTION}{connection} {json.dumps(pair)}"
    return _scope_of_person(credentials)


def _scope_of_person(credentials: Credentials) -> str:
    """Whoever is signed in in the same way: a session that has ended must not be told what another
    session of the person may know, nor the other that this one has ended."""
    person = credentials.find_person()
    return f"{PERSON}{person.name} {credentials.mark}" if person else ""


def _kept(client: Id | None, answer: Answer) -> dict[str, Any] | None:
    if answer.reach is not Reach.SUBSCRIPTION:
        return None
    return {"client": client, "data": answer.kept}


def _caller(scope: str, credentials: Credentials, kept: Mapping[str, Any]) -> Caller:
    """Whoever the answer is for: what everybody gets is worked out for nobody in particular."""
    if not scope:
        return Caller()
    if scope.startswith(PERSON) and scope != _scope_of_person(credentials):
        raise Unauthorized("sign in again: this session has ended")
    return Caller(credentials.find_person, kept.get("client"), kept.get("data") or {})
