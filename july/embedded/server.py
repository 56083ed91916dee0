"""The engines behind a real gRPC server, for clients in other processes."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.api_core.exceptions import GoogleAPICallError
from google.cloud.datastore_v1.types import datastore
from google.cloud.tasks_v2.types import cloudtasks
from google.iam.v1 import iam_policy_pb2  # type: ignore[import-untyped]

from july.errors import ConfigurationError

logger = logging.getLogger("july.emulate")

THREADS = 64
"""Transactions wait for their turn in one, and whoever has the turn needs one more."""
LARGEST_REQUEST = 32 * 1024 * 1024
"""Bytes. Datastore's own limit, which the engine tells of, is smaller."""

Message = Any
"""A plain protobuf message."""
Handler = Callable[[Message], Message]


def make_server(handlers: Mapping[str, Handler]) -> grpc.Server:
    """A server of the methods `handlers`: `"/google.datastore.v1.Datastore/Lookup"` and so on.

    It neither listens nor runs yet.
    """
    server = grpc.server(
        ThreadPoolExecutor(THREADS, "grpc"),
        options=(
            ("grpc.max_receive_message_length", LARGEST_REQUEST),
            ("grpc.max_send_message_length", -1),
            ("grpc.so_reuseport", 0),
        ),
    )
    server.add_generic_rpc_handlers((_Methods(handlers),))
    return server


def listen(server: grpc.Server, host: str, port: int) -> int:
    """Let `server` listen there, without TLS; gives the port. Raises ConfigurationError."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        return int(server.add_insecure_port(address))
    except (RuntimeError, OverflowError) as error:
        message = (
            f"Can't serve on {address}; stop what uses it, or choose another address with"
            " --host and --port"
        )
        raise ConfigurationError(message) from error


class _Methods(grpc.GenericRpcHandler):
    """Finds the method of a call; gRPC itself answers UNIMPLEMENTED where there is none."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._methods = {path: _method(path, handler) for path, handler in handlers.items()}

    def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        """The method that is called."""
        return self._methods.get(call.method)


def _method(path: str, handler: Handler) -> grpc.RpcMethodHandler:
    def answer(request: Message, context: grpc.ServicerContext) -> Message:
        try:
            return handler(request)
        except GoogleAPICallError as error:
            context.abort(error.grpc_status_code or grpc.StatusCode.UNKNOWN, error.message)
        except Exception:
            logger.exception("%s failed", path)
            context.abort(grpc.StatusCode.INTERNAL, "The engine has failed; see its log.")

    return grpc.unary_unary_rpc_method_handler(
        answer,
        request_deserializer=_request(path).FromString,
        response_serializer=lambda message: message.SerializeToString(),
    )


def _request(path: str) -> Message:
    """The plain class of what a method takes: named after it, in all services."""
    _, service, method = path.split("/")
    module = datastore if service.endswith(".Datastore") else cloudtasks
    name = f"{method}Request"
    if hasattr(module, name):
        return getattr(module, name).pb()
    return getattr(iam_policy_pb2, name)
