"""Errors as they leave the hub: a code for programs and a sentence for people, never what was sent."""

from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overture.i18n import preferred
from overture.realtime import frames

STATUS = {
    "bad-message": 400,
    "foreign": 403,
    "unknown": 404,
    "not-found": 404,
    "other-build": 404,
    "joining": 409,
    "asked": 409,
    "crowded": 409,
    "too-long": 413,
    "slow-down": 429,
    "failed": 500,
    "away": 503,
    "full": 503,
}


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(frames.encoded(value), status, headers, "application/json")


class Problem(Response):
    """The answer to a request that is not done, in the language that the request prefers."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(status_code=status)
        self._code = code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = _language(scope)
        headers = {"Vary": "Accept-Language", "Content-Language": language}
        if self.status_code in {429, 503}:
            headers["Retry-After"] = "5"
        told = {"code": self._code, "message": frames.sentence(self._code, language)}
        await json_answer(told, self.status_code, headers)(scope, receive, send)


def problem(code: str, status: int | None = None) -> Response:
    """The answer to a request that is not done; `status` where it is not the code's own."""
    return Problem(code, STATUS[code] if status is None else status)


async def refuse_socket(scope: Scope, send: Send, status: int, code: str) -> None:
    """Answer a socket that is not accepted, before it is one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    body = frames.encoded({"code": code, "message": frames.sentence(code, _language(scope))})
    await send({
        "type": "websocket.http.response.start",
        "status": status,
        "headers": [(b"content-type", b"application/json")],
    })  # fmt: skip
    await send({"type": "websocket.http.response.body", "body": body})


def _language(scope: Scope) -> str:
    return preferred(Headers(scope=scope).get("accept-language", ""))
