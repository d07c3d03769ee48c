"""The pages: inert shells, the same bytes for everyone. A GET reads nothing, consumes nothing and sets no cookie.

Every page is rendered once, when the routes are made, in every language: under `/de` and the like in the language of
the path, and without such a prefix in the one that the browser prefers. The content of a session comes later, over the
socket, to a phone that sends its token there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from overture.i18n import client_folder, languages, pick, preferred, text
from overture.questions.model import QuestionSet
from overture.settings import Settings
from overture.templates import environment

PAGES: dict[str, str] = {
    "/": "home",
    "/start": "start",
    "/j": "join",
    "/j/{locator}": "join",
    "/s": "session",
    "/m": "move",
    "/how": "how",
    "/words": "words",
    "/help": "help",
    "/away": "away",
}
"""The template of each path."""

# A page that was left must not come back out of a cache with everything that was on it; the neutral page may.
_NOT_CACHED = {"cache-control": "no-store"}
_CACHED = {"cache-control": "public, max-age=86400"}


def routes(settings: Settings, sets: Iterable[QuestionSet], build: str) -> list[BaseRoute]:
    """Return a route per page and language prefix, for GET and HEAD.

    Args:
        sets: The question sets that a session may begin with.
        build: The id under which static files are served (`static.build_id`).
    """
    context = {"build": build, "operator": settings.operator, "help_links": settings.help_links, "sets": tuple(sets)}
    made: list[BaseRoute] = [_page(path, name, "", languages(), context) for path, name in PAGES.items()]
    for code in languages():
        made += [_page(path, name, f"/{code}", (code,), context) for path, name in PAGES.items()]
    favicon = (client_folder() / "static" / "favicon.svg").read_bytes()

    async def icon(_request: Request) -> Response:
        return Response(favicon, media_type="image/svg+xml", headers=dict(_CACHED))

    return [*made, Route("/favicon.svg", icon, methods=["GET"])]


def _page(path: str, name: str, base: str, of: Sequence[str], context: Mapping[str, Any]) -> Route:
    """The route of one page, whose path begins with `base`, in the languages `of`."""
    # The locator in a path must not be written into the page: the phone appends it to the links by itself.
    elsewhere = path.partition("/{")[0].rstrip("/")
    switch = [(code, text(code, "page.language"), f"/{code}{elsewhere}") for code in languages()]
    bodies = {
        language: environment(language)
        .get_template(f"pages/{name}.html")
        .render(
            {
                **context,
                "base": base,
                "switch": switch,
                "sets": [_described(each, language) for each in context["sets"]],
                "terms": _terms(context["sets"], language),
            }
        )
        .encode()
        for language in of
    }
    headers = {**(_CACHED if name == "away" else _NOT_CACHED), **({"vary": "Accept-Language"} if len(of) > 1 else {})}

    async def page(request: Request) -> Response:
        wanted = preferred(request.headers.get("accept-language", ""))
        language = wanted if wanted in bodies else of[0]
        return Response(bodies[language], media_type="text/html", headers={**headers, "content-language": language})

    return Route(f"{base}{path}".rstrip("/") or "/", page, methods=["GET"])


def _described(question_set: QuestionSet, language: str) -> dict[str, Any]:
    return {
        "title": pick(question_set.title, language),
        "for_whom": pick(question_set.for_whom, language),
        "minutes": question_set.minutes,
    }


def _terms(sets: Iterable[QuestionSet], language: str) -> list[dict[str, Any]]:
    """The glossaries of all sets in one, sorted. A term that is in several sets has the text of the first of them."""
    by_id: dict[str, dict[str, Any]] = {}
    for each in sets:
        for entry in each.content.glossary:
            term = {"id": entry.id, "term": pick(entry.term, language), "text": pick(entry.text, language)}
            by_id.setdefault(entry.id, term)
    return sorted(by_id.values(), key=lambda entry: entry["term"][0].casefold())
