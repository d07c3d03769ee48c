"""Which pages of other origins a hub answers, and with which headers: cross-origin resource sharing.

Without a cookie a page has no right here that any program lacks: whoever wants to speak for a seat sends its token.
"""

from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders

from overture.setting_values import ANY_ORIGIN, origin

LASTS = 600
"""Seconds for which a browser need not ask again."""

_READ = frozenset({"/about.json", "/questions"})
_WRITTEN = frozenset({"/start", "/move"})


class OtherPages:
    """The pages of other origins that a hub answers.

    Args:
        allowed: Their origins, or `ANY_ORIGIN`.

    Source: Fetch Standard, "CORS protocol"; docs/protocol.md, "HTTP".
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._any = ANY_ORIGIN in (named := frozenset(allowed))
        self._named = named - {ANY_ORIGIN}

    def include(self, headers: Headers) -> bool:
        """Return whether a request or a handshake comes from one of them. It names exactly one origin then."""
        given = [each.lower() for each in headers.getlist("origin")]
        if len(given) != 1:
            return False
        return given[0] in self._named or (self._any and origin(given[0]) == given[0])

    def allow(self, method: str, path: str, headers: Headers) -> bool:
        """Return whether a request is one that they make, and comes from one of them."""
        return _method(path) in {method, "GET" if method == "HEAD" else method} and self.include(headers)

    def preflight(self, path: str, headers: Headers) -> Mapping[str, str] | None:
        """Return the headers of the answer to a browser that asks before it sends a request; None for a refusal."""
        method = headers.get("access-control-request-method", "")
        if not method or not self.allow(method, path, headers):
            return None
        return {
            "Access-Control-Allow-Methods": method,
            "Access-Control-Allow-Headers": "Content-Type",
            "Access-Control-Max-Age": str(LASTS),
        }

    def add_headers(self, method: str, path: str, headers: Headers, answer: MutableHeaders) -> None:
        """Add to an answer what lets their browser pass it on to them."""
        if not (self._any or self._named) or _method(path) is None:
            return
        answer.add_vary_header("Origin")
        if method == "OPTIONS" or self.allow(method, path, headers):
            answer["Access-Control-Allow-Origin"] = headers["origin"]
            if method != "OPTIONS":
                # A conversation begins by the hub's clock, as a phone's may be wrong.
                answer["Access-Control-Expose-Headers"] = "Date"


def _method(path: str) -> str | None:
    """The method with which a page asks for something; None for what it does not ask for from elsewhere."""
    if path in _READ or (path.startswith("/questions/") and path.endswith(".json")):
        return "GET"
    return "POST" if path in _WRITTEN or path.startswith("/join/") else None
