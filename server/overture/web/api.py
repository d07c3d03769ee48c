"""The HTTP API: start, join, move, question documents, what this hub is, health.

Source: docs/protocol.md, "HTTP".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from overture import __version__
from overture.core import encoding
from overture.core.commands import Digest, MoveId
from overture.core.seat import Seat
from overture.core.session import HOUR, Session
from overture.core.transitions import Refused
from overture.questions.model import QuestionSet
from overture.settings import Settings
from overture.site.files import File
from overture.store.admission import Admission
from overture.store.durability import durability
from overture.store.errors import StoreAway, StoreFull
from overture.store.sessions import SessionStore
from overture.web.errors import ErrorResponse, json_response
from overture.web.rate_limits import RateLimits, caller_of, parse_networks
from overture.web.static import FOREVER, FileResponses

T = TypeVar("T")

MAX_BODY = 4096
"""Bytes of a request body."""
LEAST_HOURS, MOST_HOURS = 12, 144
"""How long a session may live when it is started."""

_QHASH = re.compile(r"[A-Za-z0-9_-]{43}")
_LOCATOR = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


class StartRequest(msgspec.Struct, frozen=True):
    """Body of `POST /start`.

    Args:
        qhash: Digest of the question set to begin with.
        hours: How long the session lives.
    """

    qhash: Digest
    hours: Annotated[int, Meta(ge=LEAST_HOURS, le=MOST_HOURS)]


class MoveRequest(msgspec.Struct, frozen=True):
    """Body of `POST /move`: the id of the move whose seat is requested."""

    move: MoveId


class Api:
    """The endpoints of the API.

    Args:
        store: Where sessions are, and which question sets they may begin with.
        sets: The same question sets by qhash, for the list of them.
        limits: How often callers may use the endpoints.
        is_away: Returns whether the hub already knows that the engine is away, so that no request waits to find out.
    """

    def __init__(
        self,
        settings: Settings,
        store: SessionStore,
        sets: Mapping[str, QuestionSet],
        limits: RateLimits,
        is_away: Callable[[], bool],
    ) -> None:
        self._settings = settings
        self._store = store
        self._limits = limits
        self._is_away = is_away
        self._admission = Admission(store.engine)
        self._trusted = parse_networks(settings.trusted_proxies)
        self._responses = FileResponses()
        self._documents = {qhash: File(each.document, "application/json") for qhash, each in sets.items()}
        self._listing = json_response([_listed(qhash, each) for qhash, each in sets.items()]).body
        self._about = File(bytes(json_response(_about(settings, sets.values())).body), "application/json")

    def routes(self) -> list[Route]:
        """Return the routes of all endpoints."""
        return [
            Route("/start", self.start, methods=["POST"]),
            Route("/join/{locator}", self.join, methods=["POST"]),
            Route("/move", self.move, methods=["POST"]),
            Route("/about.json", self.about, methods=["GET"]),
            Route("/questions", self.questions, methods=["GET"]),
            Route("/questions/{qhash}.json", self.document, methods=["GET"]),
            Route("/healthz", self.healthz, methods=["GET"]),
            Route("/readyz", self.readyz, methods=["GET"]),
            Route("/robots.txt", self.robots, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        """Create a session, and return the token of seat A and the locator of the code."""
        if not self._limits.start.allows(*caller_of(request, self._trusted)):
            return ErrorResponse("slow-down")
        wanted = await _parsed(request, StartRequest)
        offered = self._store.offered.get(wanted.qhash)
        if offered is None:
            return ErrorResponse("not-found")
        await self._check_store()
        made = await self._store.create(offered.chapter, offered.document, wanted.hours * HOUR)
        session = made.session
        assert session.pairing is not None
        return json_response(
            {
                "id": session.id,
                "role": Seat.A.value,
                "token": encoding.encode(made.token),
                "locator": session.pairing.locator,
                "qhash": wanted.qhash,
                "expires": session.expires,
            },
            201,
        )

    async def join(self, request: Request) -> Response:
        """Offer seat B of the session with this locator, and return a guest's token."""
        locator = str(request.path_params["locator"]).upper().translate(_LOOKALIKES)
        caller = caller_of(request, self._trusted)
        limits = self._limits
        if not (limits.join.allows(*caller) and limits.guesses.allows(*caller) and limits.locator.allows(locator)):
            return ErrorResponse("slow-down")
        await _parsed(request, dict)
        if not _LOCATOR.fullmatch(locator):
            return ErrorResponse("unknown")
        await self._check_store()
        result = await self._store.join(locator)
        if isinstance(result, Refused) and result.code == "unknown":
            limits.guesses.count_wrong(*caller)
        return _seat_response(result, role=Seat.B.value)

    async def move(self, request: Request) -> Response:
        """Record a new phone's request for a seat that is moving, and return its token.

        The id of the move is in the body, where no proxy logs it: anybody who has it could make the request first.
        """
        if not self._limits.join.allows(*caller_of(request, self._trusted)):
            return ErrorResponse("slow-down")
        wanted = await _parsed(request, MoveRequest)
        await self._check_store()
        return _seat_response(await self._store.request_move(wanted.move))

    async def _check_store(self) -> None:
        """Raises StoreAway or StoreFull if nothing new can be stored now."""
        if self._is_away():
            raise StoreAway
        if not await self._admission.is_open():
            raise StoreFull

    async def about(self, request: Request) -> Response:
        """Return what the pages show of this hub: its operator, its help links and the words that its sets explain."""
        return await self._responses.of(self._about, request.headers.get("accept-encoding", ""), "no-store")

    async def questions(self, _request: Request) -> Response:
        """Return the question sets that a session may begin with."""
        return Response(self._listing, headers={"Cache-Control": "no-store"}, media_type="application/json")

    async def document(self, request: Request) -> Response:
        """Return a document that is offered, or that a session names which began before the hub was upgraded."""
        qhash = str(request.path_params["qhash"])
        offered = self._documents.get(qhash)
        if offered is not None:
            return await self._responses.of(offered, request.headers.get("accept-encoding", ""))
        content = await self._store.document(qhash) if _QHASH.fullmatch(qhash) else None
        if content is None:
            return ErrorResponse("not-found")
        return Response(content, headers={"Cache-Control": FOREVER}, media_type="application/json")

    async def healthz(self, _request: Request) -> Response:
        """Return that this process is alive, whether or not the engine is."""
        return json_response({"status": "alive", "version": __version__})

    async def readyz(self, _request: Request) -> Response:
        """Return whether the engine can be reached, and how it keeps what is written."""
        try:
            silent = await self._store.engine.ping()
        except StoreAway:
            return json_response({"status": "away", "engine": "away"}, 503)
        kept = "always" if self._settings.own_engine else await durability(self._store.engine)
        return json_response({"status": "ready", "engine": "partly" if silent else "there", "kept": kept})

    async def robots(self, _request: Request) -> Response:
        """Return a robots.txt that excludes everything (RFC 9309)."""
        return PlainTextResponse("User-agent: *\nDisallow: /\n")


async def _parsed(request: Request, kind: type[T]) -> T:
    """The request body. Raises HTTPException 400 if it is too long or malformed, or if the client disconnects."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise HTTPException(400)
        return msgspec.json.decode(body, type=kind)
    except (ClientDisconnect, msgspec.MsgspecError, ValueError, RecursionError):
        raise HTTPException(400) from None


def _seat_response(result: tuple[Session, bytes] | Refused, **fields: str) -> Response:
    """The id of the session and the token of the seat, with further fields; or the refusal."""
    if isinstance(result, Refused):
        return ErrorResponse(result.code)
    session, token = result
    return json_response({"id": session.id, **fields, "token": encoding.encode(token)}, 201)


def _about(settings: Settings, sets: Iterable[QuestionSet]) -> dict[str, object]:
    # A term that is in several sets has the text of the first of them.
    glossary: dict[str, object] = {}
    for each in sets:
        for entry in each.content.glossary:
            glossary.setdefault(entry.id, {"id": entry.id, "term": entry.term, "text": entry.text})
    help_links = [{"label": link.label, "url": link.url} for link in settings.help_links]
    return {"operator": settings.operator, "help": help_links, "glossary": list(glossary.values())}


def _listed(qhash: str, each: QuestionSet) -> dict[str, object]:
    of = each.content
    return {"qhash": qhash, "id": of.id, "title": of.title, "for_whom": of.for_whom, "minutes": of.minutes}
