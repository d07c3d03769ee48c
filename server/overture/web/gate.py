"""The gate in front of everything: by what name the hub is called, from where, and what every answer carries.

Pure ASGI. Host is checked against the names that are known to be ours, because a foreign name may be pointed at this
machine (DNS rebinding). Origin is checked where something is changed, and on the socket, because a browser lets any
page open one. There are no cookies, so a page that may not read answers can do nothing with them either.
"""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from overture.settings import Settings, is_loopback
from overture.web.errors import problem, refuse_socket

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    # Two policies make markup and script addresses of text (js/trusted.js, js/boot.js); nothing else can, in a browser
    # that knows what this asks for.
    "require-trusted-types-for 'script'",
    "trusted-types overture-scripts overture-stage",
)

HEADERS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

OPEN_PATHS = frozenset({"/healthz", "/readyz"})
"""Asked by machines that look after the hub, under whatever address they have for it. They tell nothing private."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Gate:
    """Wraps the whole application. `live` serves the sockets of phones, straight from here."""

    def __init__(self, app: ASGIApp, settings: Settings, live: ASGIApp) -> None:
        self._app = app
        self._live = live
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

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
                answer.setdefault("Cache-Control", "no-store")
            await send(message)

        if not (scope["path"] in OPEN_PATHS or self._known(headers)) or not _may_ask(scope["method"], headers):
            await problem("foreign")(scope, receive, send_with_headers)
        elif scope["method"] == "POST" and not _is_json(headers):
            await problem("bad-message")(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if self._known(headers) and (origin is None or _is_ours(origin, headers)):
            # What stands between here and a route costs each socket some kilobytes, and each message some time.
            await (self._live if scope["path"] == "/live" else self._app)(scope, receive, send)
        else:
            await receive()
            await refuse_socket(scope, send, 403, "foreign")

    def _known(self, headers: Headers) -> bool:
        """Whether the name that the hub is called by is one of its own."""
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return False
        name = _without_port(hosts[0].lower())
        # A numeric address cannot be pointed elsewhere by a name server, so where all addresses of this machine are
        # listened on, whatever address reached it is one of its own.
        return name in self._names or (self._any_address and _is_address(name))


def _may_ask(method: str, headers: Headers) -> bool:
    """Whether a request that changes something comes from our own page, or from a client that is no browser."""
    if method in {"GET", "HEAD"}:
        return True
    origins = headers.getlist("origin")
    if not origins:
        return headers.get("sec-fetch-site", "none") in {"none", "same-origin"} and _is_json(headers)
    return len(origins) == 1 and _is_ours(origins[0], headers)


def _is_ours(origin: str, headers: Headers) -> bool:
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
