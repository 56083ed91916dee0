from typing import Any

import grpc
import pytest
from google.api_core.exceptions import GoogleAPICallError, MethodNotImplemented, NotFound
from google.cloud.datastore_v1 import DatastoreClient
from google.cloud.datastore_v1.services.datastore.transports import DatastoreGrpcTransport
from google.cloud.datastore_v1.types import AllocateIdsRequest, AllocateIdsResponse, Key

from july.embedded.channel import InProcessChannel

ALLOCATE = "/google.datastore.v1.Datastore/AllocateIds"
PlainRequest = AllocateIdsRequest.pb()
PlainResponse = AllocateIdsResponse.pb()


def echo(request: Any) -> Any:
    assert isinstance(request, PlainRequest)
    response = PlainResponse()
    response.keys.extend(request.keys)
    return response


def refuse(request: Any) -> Any:
    raise NotFound("no such thing")  # type: ignore[no-untyped-call]


@pytest.fixture
def request_of_one_key() -> AllocateIdsRequest:
    return AllocateIdsRequest(project_id="july", keys=[Key(path=[{"kind": "Player"}])])


def test_a_proto_plus_client_gets_its_own_classes(request_of_one_key: AllocateIdsRequest) -> None:
    transport: Any = DatastoreGrpcTransport(channel=InProcessChannel({ALLOCATE: echo}))
    future = transport.allocate_ids.future(request_of_one_key, timeout=1, metadata=())
    assert isinstance(future.result(), AllocateIdsResponse)
    assert future.result().keys[0].path[0].kind == "Player"
    assert future.exception() is None


def test_the_generated_client_works_on_the_channel(request_of_one_key: AllocateIdsRequest) -> None:
    transport = DatastoreGrpcTransport(channel=InProcessChannel({ALLOCATE: echo}))
    client = DatastoreClient(transport=transport)
    assert client.allocate_ids(request_of_one_key).keys == request_of_one_key.keys


def test_a_plain_client_gets_plain_messages(request_of_one_key: AllocateIdsRequest) -> None:
    call = InProcessChannel({ALLOCATE: echo}).unary_unary(
        ALLOCATE, PlainRequest.SerializeToString, PlainResponse.FromString
    )
    answer = call(AllocateIdsRequest.pb(request_of_one_key))
    assert isinstance(answer, PlainResponse)


def test_what_a_handler_raises_passes_through(request_of_one_key: AllocateIdsRequest) -> None:
    call = InProcessChannel({ALLOCATE: refuse}).unary_unary(ALLOCATE)
    with pytest.raises(NotFound, match="no such thing"):
        call(request_of_one_key)
    future = call.future(request_of_one_key)
    assert isinstance(future.exception(), NotFound)
    assert future.code() is grpc.StatusCode.NOT_FOUND
    with pytest.raises(GoogleAPICallError):
        future.result()


def test_a_future_calls_back_at_once(request_of_one_key: AllocateIdsRequest) -> None:
    future = InProcessChannel({ALLOCATE: echo}).unary_unary(ALLOCATE).future(request_of_one_key)
    called: list[object] = []
    future.add_done_callback(called.append)
    assert called == [future]
    assert future.done()
    assert not future.cancel()


def test_with_call_gives_the_answer_and_its_call(request_of_one_key: AllocateIdsRequest) -> None:
    call = InProcessChannel({ALLOCATE: echo}).unary_unary(ALLOCATE)
    answer, outcome = call.with_call(request_of_one_key)
    assert outcome.result() is answer
    assert outcome.code() is grpc.StatusCode.OK


def test_an_unknown_method_is_not_implemented(request_of_one_key: AllocateIdsRequest) -> None:
    call = InProcessChannel({}).unary_unary("/google.datastore.v1.Datastore/Fly")
    with pytest.raises(MethodNotImplemented, match="Fly"):
        call(request_of_one_key)
