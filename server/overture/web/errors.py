"""HTTP error responses: a code for programs and a sentence for people, never anything that was sent.

Source: docs/protocol.md, "HTTP".
"""

from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overture.i18n import preferred
from overture.realtime import frames

STATUS: dict[str, int] = {
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
"""The status of each error code."""


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a response with `value` as JSON."""
    return Response(frames.encoded(value), status, headers, "application/json")


class ErrorResponse(Response):
    """The response to a request that failed, in the language that the request prefers.

    Sent to the handshake of a WebSocket, it rejects it (RFC 6455, section 4.2.2).

    Args:
        code: One of `STATUS`.
        status: The HTTP status, if it is not that of the code.
    """

    def __init__(self, code: str, status: int | None = None) -> None:
        super().__init__(status_code=STATUS[code] if status is None else status)
        self._code = code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = _language(scope)
        headers = {"Vary": "Accept-Language", "Content-Language": language}
        if self.status_code in {429, 503}:
            headers["Retry-After"] = "5"
        error = {"code": self._code, "message": frames.sentence(self._code, language)}
        await json_response(error, self.status_code, headers)(scope, receive, send)


def _language(scope: Scope) -> str:
    return preferred(Headers(scope=scope).get("accept-language", ""))
