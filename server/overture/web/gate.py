"""The middleware in front of everything: checks Host and Origin, and adds security headers to every response.

Host is checked against the hub's own names, because a foreign name may be pointed at this machine (DNS rebinding).
Origin is checked on requests that change something, and on the socket, because a browser lets any page open one. There
are no cookies, so a page that may not read a response can do nothing with it either. Pages of other origins are
answered where the hub names them (`other_pages`).
"""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from overture.counts import Counts
from overture.settings import Settings, is_loopback
from overture.site.headers import HEADERS
from overture.web.errors import ErrorResponse
from overture.web.other_pages import OtherPages

OPEN_PATHS = frozenset({"/healthz", "/readyz"})
"""Paths that monitoring requests under any name of the host. Their responses hold nothing private."""

COUNTED = frozenset({"start", "join", "move", "static"})
"""First parts of paths whose requests are counted apart."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Gate:
    """ASGI middleware around the whole application.

    Args:
        app: The application.
        counts: Where answered requests are counted.
        settings: `host` and `allowed_hosts` are the hub's own names, `allowed_origins` those of other pages.
        live: The endpoint of `/live`, which is called directly: the application's own middleware and routing would cost
            each socket some kilobytes, and each message some time.

    Source: RFC 9110, section 7.2 (Host); RFC 6454, section 7 (Origin); Fetch Metadata Request Headers.
    """

    def __init__(self, app: ASGIApp, settings: Settings, live: ASGIApp, counts: Counts) -> None:
        self._app = app
        self._counts = counts
        self._live = live
        self._other_pages = OtherPages(settings.allowed_origins)
        self._any_address = settings.listens_everywhere
        own = () if settings.listens_everywhere else (_bracketed(settings.host),)
        self._names = LOOPBACK_NAMES | {name.lower() for name in (*own, *settings.allowed_hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    added.setdefault(name, value)
                added.setdefault("Cache-Control", "no-store")
                if allowed:
                    self._other_pages.add_headers(method, path, headers, added)
                self._counts.requests[_kind(path), message["status"]] += 1
            await send(message)

        named = path in OPEN_PATHS or self._is_own_host(headers)
        preflight = self._other_pages.preflight(path, headers) if named and method == "OPTIONS" else None
        elsewhere = self._other_pages.allow(method, path, headers)
        allowed = named and (elsewhere or preflight is not None or _is_safe_or_own(method, headers))
        if not allowed:
            await ErrorResponse("foreign")(scope, receive, send_with_headers)
        elif preflight is not None:
            await Response(status_code=204, headers=preflight)(scope, receive, send_with_headers)
        elif method == "POST" and not _is_json(headers):
            await ErrorResponse("bad-message")(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        own = origin is None or _is_own_origin(origin, headers)
        if self._is_own_host(headers) and (own or self._other_pages.include(headers)):
            await (self._live if scope["path"] == "/live" else self._app)(scope, receive, send)
        else:
            await receive()
            await ErrorResponse("foreign")(scope, receive, send)

    def _is_own_host(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return False
        name = _without_port(hosts[0].lower())
        # No name server can point a numeric address elsewhere. So if the hub listens on all addresses of this machine,
        # any address that reached it is one of its own.
        return name in self._names or (self._any_address and _is_address(name))


def _kind(path: str) -> str:
    """The kind under which a request is counted. A path may hold a code, so it is none itself."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in COUNTED else "other"


def _is_safe_or_own(method: str, headers: Headers) -> bool:
    """Whether a request changes nothing, or comes from our own page or from a client that is no browser."""
    if method in {"GET", "HEAD"}:
        return True
    origins = headers.getlist("origin")
    if not origins:
        return headers.get("sec-fetch-site", "none") in {"none", "same-origin"} and _is_json(headers)
    return len(origins) == 1 and _is_own_origin(origins[0], headers)


def _is_own_origin(origin: str, headers: Headers) -> bool:
    """Same host and port as the request itself; the scheme may differ behind a proxy that ends https."""
    scheme, separator, host = origin.lower().partition("://")
    return bool(separator) and scheme in {"http", "https"} and host == headers.get("host", "").lower()


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _bracketed(host: str) -> str:
    if is_loopback(host):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
