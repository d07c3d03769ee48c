"""The pages: inert shells, the same bytes for everyone. A GET reads nothing, consumes nothing and sets no cookie.

Everything is rendered once, when the routes are made. What a page is about comes later, over the socket, to the phone
that says its token there (docs/protocol.md, wire).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from overture.questions import QuestionSet
from overture.render import client_folder, environment
from overture.settings import Settings

PAGES = {
    "/": "home",
    "/start": "start",
    "/j": "join",
    "/j/{locator}": "join",
    "/s": "session",
    "/how": "how",
    "/help": "help",
    "/away": "away",
}

# A page that is left must not come back out of a cache with what was on it; the neutral page may.
_UNKEPT = {"cache-control": "no-store"}
_KEPT = {"cache-control": "public, max-age=86400"}


def routes(settings: Settings, sets: Iterable[QuestionSet], build: str) -> list[BaseRoute]:
    """A route per page, for GET and HEAD. `sets` are what one can start with here, `build` names the static files."""
    context = {
        "build": build,
        "operator": settings.operator,
        "help_links": settings.help_links,
        "sets": [_described(each) for each in sets],
    }
    bodies = {name: _page(name, context) for name in set(PAGES.values())}
    made: list[BaseRoute] = [
        _fixed(path, bodies[name], "text/html", _KEPT if name == "away" else _UNKEPT) for path, name in PAGES.items()
    ]
    favicon = (client_folder() / "static" / "favicon.svg").read_bytes()
    made.append(_fixed("/favicon.svg", favicon, "image/svg+xml", _KEPT))
    return made


def _described(question_set: QuestionSet) -> dict[str, Any]:
    return {
        "title": _english(question_set.title),
        "for_whom": _english(question_set.for_whom),
        "minutes": question_set.minutes,
    }


def _english(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()))


def _page(name: str, context: Mapping[str, Any]) -> bytes:
    return environment().get_template(f"pages/{name}.html").render(context).encode()


def _fixed(path: str, body: bytes, media_type: str, headers: Mapping[str, str]) -> Route:
    async def answer(_request: Request) -> Response:
        return Response(body, media_type=media_type, headers=dict(headers))

    return Route(path, answer, methods=["GET"])
