"""The description of the API, made from its handlers: nothing is said twice."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from july import __version__
from july.api.handler import VERBS, Handler, address_of
from july.live.services.own.lists import USUAL
from july.live.services.own.reading import MOST_ROWS

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "field": {"type": "string"},
            },
        }
    },
}
_PART = re.compile(r"<(\w+):([^>]*)>")


def describe(api: str, endpoints: Mapping[str, type[Handler]]) -> dict[str, Any]:
    """An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of `endpoints`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "July",
            "version": __version__,
            "description": "Pushes become commits and points; boards and the feed show them.",
        },
        "servers": [{"url": address_of(api)}],
        "paths": {
            _PART.sub(r"{\1}", path): dict(_operations(path, handler))
            for path, handler in endpoints.items()
        },
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operations(path: str, handler: type[Handler]) -> Iterator[tuple[str, dict[str, Any]]]:
    for verb in (verb.lower() for verb in VERBS if verb != "HEAD"):
        function = getattr(handler, verb, None)
        if function is None:
            continue
        yield (
            verb,
            {
                "summary": (function.__doc__ or "").strip().partition("\n")[0],
                "parameters": [*_path_parameters(path), *_query_parameters(handler)],
                "responses": {
                    "200": {"description": "As asked.", "content": {"application/json": {}}},
                    "default": {
                        "description": "What went wrong, and what to do.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}}
                        },
                    },
                },
            },
        )


def _path_parameters(path: str) -> Iterator[dict[str, Any]]:
    for name, pattern in _PART.findall(path):
        schema: dict[str, Any] = {"type": "string"}
        if "|" in pattern:
            schema["enum"] = pattern.split("|")
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(handler: type[Handler]) -> Iterator[dict[str, Any]]:
    for name in sorted(handler.parameters):
        schema: dict[str, Any] = {"type": "string"}
        if name == "limit":
            schema = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL}
        yield {"name": name, "in": "query", "schema": schema}
