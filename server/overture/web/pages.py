"""Serves the pages. A GET reads nothing, consumes nothing and sets no cookie: everybody gets the same bytes."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from overture.i18n import ENGLISH, preferred
from overture.site.files import File
from overture.site.manifest import Client
from overture.site.pages import Page
from overture.web.static import FileResponses

# A page that was left must not come back out of a cache with everything that was on it; the neutral page may.
_NOT_CACHED = "no-store"
_CACHED = "public, max-age=86400"


def routes(client: Client) -> list[BaseRoute]:
    """Return a route for each address of a page, the icon, the service worker and the manifest, for GET and HEAD."""
    responses = FileResponses()
    by_path: dict[str, dict[str, Page]] = {}
    for page in client.pages:
        by_path.setdefault(page.path, {})[page.language] = page

    async def icon(_request: Request) -> Response:
        file = client.files["favicon.svg"]
        return Response(file.body, media_type=file.media_type, headers={"cache-control": _CACHED})

    async def worker(_request: Request) -> Response:
        file = client.files["js/worker.js"]
        return Response(file.body, headers={"cache-control": _NOT_CACHED, "content-type": file.media_type})

    async def manifest(_request: Request) -> Response:
        return Response(client.manifest, media_type="application/json", headers={"cache-control": _NOT_CACHED})

    return [
        *(_route(path, versions, responses) for path, versions in by_path.items()),
        Route("/favicon.svg", icon, methods=["GET"]),
        Route("/worker.js", worker, methods=["GET"]),
        Route("/client-manifest.json", manifest, methods=["GET"]),
    ]


def _route(path: str, versions: Mapping[str, Page], responses: FileResponses) -> Route:
    """The route of one address. `versions` has its page in each language that is served there."""
    first = versions.get(ENGLISH) or next(iter(versions.values()))
    cached = _CACHED if first.name == "away" else _NOT_CACHED
    files = {language: File(each.body, "text/html; charset=utf-8") for language, each in versions.items()}

    async def page(request: Request) -> Response:
        found = versions.get(preferred(request.headers.get("accept-language", "")), first)
        response = await responses.of(files[found.language], request.headers.get("accept-encoding", ""), cached)
        if first.negotiated:
            response.headers["vary"] = "Accept-Encoding, Accept-Language"
        response.headers["content-language"] = found.language
        return response

    return Route(path, page, methods=["GET"])
