"""The HTTP answers that are not pages: start, join, question documents, health. See docs/protocol.md, "HTTP"."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from overture import __version__
from overture.core import encoding
from overture.core.commands import MoveId
from overture.core.seat import Seat
from overture.core.session import HOUR, Session
from overture.core.transitions import Refused
from overture.questions.model import QuestionSet
from overture.settings import Settings
from overture.store.admission import Admission
from overture.store.durability import durability
from overture.store.errors import StoreAway, StoreFull
from overture.store.sessions import SessionStore
from overture.web.errors import json_answer, problem
from overture.web.rate_limits import Caller, Guesses, Limit, caller_of, networks
from overture.web.static import FOREVER, answer, packed

MAX_BODY = 4096
LEAST_HOURS, MOST_HOURS = 12, 144

_QHASH = re.compile(r"[A-Za-z0-9_-]{43}")
_LOCATOR = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


class Start(msgspec.Struct, frozen=True):
    qhash: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]
    hours: Annotated[int, Meta(ge=LEAST_HOURS, le=MOST_HOURS)]


class Ask(msgspec.Struct, frozen=True):
    move: MoveId


class Api:
    """Endpoints over one store, which knows what is offered; `sets` are the same question sets, to be listed.

    `is_away` tells what the hub has already noticed of the engine, so that nobody waits to find it out again.
    """

    def __init__(
        self,
        settings: Settings,
        store: SessionStore,
        sets: Mapping[str, QuestionSet],
        limits: "Limits",
        is_away: Callable[[], bool],
    ) -> None:
        self._settings = settings
        self._store = store
        self._limits = limits
        self._is_away = is_away
        self._admission = Admission(store.engine)
        self._trusted = networks(settings.trusted_proxies)
        self._documents = {qhash: packed(each.document, "application/json") for qhash, each in sets.items()}
        self._listing = json_answer([_listed(qhash, each) for qhash, each in sets.items()]).body

    def routes(self) -> list[Route]:
        return [
            Route("/start", self.start, methods=["POST"]),
            Route("/join/{locator}", self.join, methods=["POST"]),
            Route("/move", self.move, methods=["POST"]),
            Route("/questions", self.questions, methods=["GET"]),
            Route("/questions/{qhash}.json", self.document, methods=["GET"]),
            Route("/healthz", self.healthz, methods=["GET"]),
            Route("/readyz", self.readyz, methods=["GET"]),
            Route("/robots.txt", self.robots, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        if not self._limits.start.allows(*caller_of(request, self._trusted)):
            return problem("slow-down")
        try:
            wish = msgspec.json.decode(await _body(request), type=Start)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return problem("bad-message")
        chosen = self._store.offered.get(wish.qhash)
        if chosen is None:
            return problem("not-found")
        if self._is_away():
            return problem("away")
        try:
            if not await self._admission.is_open():
                return problem("full")
            made = await self._store.create(chosen.chapter, chosen.document, wish.hours * HOUR)
        except StoreAway:
            return problem("away")
        except StoreFull:
            return problem("full")
        session = made.session
        assert session.pairing is not None
        return json_answer(
            {
                "id": session.id,
                "role": Seat.A.value,
                "token": encoding.encode(made.token),
                "locator": session.pairing.locator,
                "qhash": wish.qhash,
                "expires": session.expires,
            },
            201,
        )

    async def join(self, request: Request) -> Response:
        locator = str(request.path_params["locator"]).upper().translate(_LOOKALIKES)
        who = caller_of(request, self._trusted)
        limits = self._limits
        if not (limits.join.allows(*who) and limits.guesses.hears(*who) and limits.locator.allows(locator)):
            return problem("slow-down")
        try:
            msgspec.json.decode(await _body(request), type=dict)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return problem("bad-message")
        if not _LOCATOR.fullmatch(locator):
            return problem("unknown")
        return await self._let_in(lambda: self._try(locator, who), {"role": Seat.B.value})

    async def _try(self, locator: str, who: Caller) -> tuple[Session, bytes] | Refused:
        result = await self._store.join(locator)
        if isinstance(result, Refused) and result.code == "unknown":
            self._limits.guesses.was_wrong(*who)
        return result

    async def move(self, request: Request) -> Response:
        """A new phone asks for a seat that is moving. The id is in the body, as it lets whoever has it ask first."""
        if not self._limits.join.allows(*caller_of(request, self._trusted)):
            return problem("slow-down")
        try:
            wish = msgspec.json.decode(await _body(request), type=Ask)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return problem("bad-message")
        return await self._let_in(lambda: self._store.ask(wish.move), {})

    async def _let_in(
        self, ask: Callable[[], Awaitable[tuple[Session, bytes] | Refused]], told: Mapping[str, str]
    ) -> Response:
        """Whoever asks for a place gets a token, and is `told` these besides."""
        if self._is_away():
            return problem("away")
        try:
            if not await self._admission.is_open():
                return problem("full")
            result = await ask()
        except StoreAway:
            return problem("away")
        except StoreFull:
            return problem("full")
        if isinstance(result, Refused):
            return problem(result.code)
        session, token = result
        return json_answer({"id": session.id, **told, "token": encoding.encode(token)}, 201)

    async def questions(self, _request: Request) -> Response:
        return Response(self._listing, headers={"Cache-Control": "no-store"}, media_type="application/json")

    async def document(self, request: Request) -> Response:
        """A document that is offered, or that a conversation names which began before the hub was upgraded."""
        qhash = str(request.path_params["qhash"])
        offered = self._documents.get(qhash)
        if offered is not None:
            return answer(offered, request.headers.get("accept-encoding", ""))
        content = None
        if _QHASH.fullmatch(qhash):
            try:
                content = await self._store.document(qhash)
            except StoreAway:
                return problem("away")
        if content is None:
            return problem("not-found")
        return Response(content, headers={"Cache-Control": FOREVER}, media_type="application/json")

    async def healthz(self, _request: Request) -> Response:
        return json_answer({"status": "alive", "version": __version__})

    async def readyz(self, _request: Request) -> Response:
        try:
            await self._store.engine.ping()
            kept = "always" if self._settings.own_engine else await durability(self._store.engine)
        except StoreAway:
            return json_answer({"status": "away", "engine": "away"}, 503)
        return json_answer({"status": "ready", "engine": "there", "kept": kept})

    async def robots(self, _request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")


class Limits(msgspec.Struct, frozen=True):
    """How often a caller may start, a caller may join, a code may be tried, and all may be wrong."""

    start: Limit
    join: Limit
    locator: Limit
    guesses: Guesses


async def _body(request: Request) -> bytes:
    """The body, which is small. Raises ValueError when it is not."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise ValueError("too long")
    except ClientDisconnect:
        raise ValueError("gone") from None
    return bytes(body)


def _listed(qhash: str, each: QuestionSet) -> dict[str, object]:
    return {"qhash": qhash, "id": each.id, "title": each.title, "for_whom": each.for_whom, "minutes": each.minutes}
