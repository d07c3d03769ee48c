"""Errors as they leave the hub: a code for programs and a sentence for people, never what was sent."""

from collections.abc import MutableMapping
from typing import Any

from starlette.responses import Response
from starlette.types import Send

from overture import wire

STATUS = {
    "bad-message": 400,
    "foreign": 403,
    "unknown": 404,
    "not-found": 404,
    "joining": 409,
    "crowded": 409,
    "too-long": 413,
    "slow-down": 429,
    "failed": 500,
    "away": 503,
    "full": 503,
}


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(wire.encoded(value), status, headers, "application/json")


def problem(code: str) -> Response:
    """The answer to a request that is not done."""
    status = STATUS[code]
    headers = {"Retry-After": "5"} if status in {429, 503} else None
    return json_answer({"code": code, "message": wire.sentence(code)}, status, headers)


async def refuse_socket(scope: MutableMapping[str, Any], send: Send, status: int, code: str) -> None:
    """Answer a socket that is not accepted, before it is one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    body = wire.encoded({"code": code, "message": wire.sentence(code)})
    await send({
        "type": "websocket.http.response.start",
        "status": status,
        "headers": [(b"content-type", b"application/json")],
    })  # fmt: skip
    await send({"type": "websocket.http.response.body", "body": body})
