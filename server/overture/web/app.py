"""The hub as an ASGI application: everything is put together here."""

import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from overture.core.chapter import Chapter, Section
from overture.counts import Counts
from overture.questions.model import QuestionSet, digest_text
from overture.realtime.hub import Hub
from overture.settings import Settings
from overture.site.manifest import client
from overture.store.engine import Engine
from overture.store.erasure import Erasure
from overture.store.errors import StoreAway, StoreFull
from overture.store.sessions import Clock, Offered, SessionStore
from overture.web import pages
from overture.web.api import Api
from overture.web.errors import ErrorResponse
from overture.web.gate import Gate
from overture.web.live import Live
from overture.web.rate_limits import ConnectionQuota, GuessLimit, RateLimit, RateLimits, parse_networks
from overture.web.render import stage
from overture.web.security_txt import security_routes
from overture.web.static import BuildFiles


def create_app(
    settings: Settings,
    question_sets: Iterable[QuestionSet],
    clock: Clock = time.time,
    counts: Counts | None = None,
) -> Starlette:
    """Return the application of one process.

    Args:
        settings: `redis_url` must be set. The engine may be away, and come later.
        question_sets: What sessions may begin with and add, in the order in which they are offered.
        clock: Returns seconds since the epoch.
        counts: Where the process counts what it does.
    """
    assert settings.redis_url is not None
    sets = {digest_text(each.qhash): each for each in question_sets}
    site = client()
    offered = {qhash: _offered(qhash, each) for qhash, each in sets.items()}
    counts = counts or Counts()
    store = SessionStore(Engine(settings.redis_url, counts), clock, offered)
    hub = Hub(store, stage, site.build, counts)
    secret = secrets.token_bytes(32)
    limits = RateLimits(
        start=RateLimit(settings.rate_start, secret, clock),
        join=RateLimit(settings.rate_join, secret, clock),
        locator=RateLimit(settings.rate_locator, secret, clock),
        guesses=GuessLimit(settings.rate_unknown, secret, clock),
    )
    quota = ConnectionQuota(settings.max_sockets, secret)
    live = Live(hub, settings.rate_commands, quota, parse_networks(settings.trusted_proxies))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        hub.start()
        if not settings.own_engine:
            hub.spawn(Erasure(store.engine).run())
        try:
            yield
        finally:
            await hub.stop()
            await store.engine.close()

    async def other_build(_request: Request) -> Response:
        return ErrorResponse("other-build")

    return Starlette(
        routes=[
            *pages.routes(site),
            *Api(settings, store, sets, limits, lambda: hub.away).routes(),
            *security_routes(settings, clock),
            Mount(f"/static/{site.build}", BuildFiles(site.files)),
            Route("/static/{rest:path}", other_build),
        ],
        middleware=[Middleware(Gate, settings=settings, live=live, counts=counts)],
        exception_handlers={
            HTTPException: _http_error,
            StoreAway: _response("away"),
            StoreFull: _response("full"),
            Exception: _response("failed"),
        },
        lifespan=lifespan,
    )


def _offered(qhash: str, each: QuestionSet) -> Offered:
    sections = tuple(Section(one.id, one.reveal, one.pad, ids=len(one.shared_ids)) for one in each.sealed)
    return Offered(Chapter(qhash, sections), each.document)


async def _http_error(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return ErrorResponse("bad-message", status) if status in {400, 405} else ErrorResponse("not-found")


def _response(code: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Returns a handler that answers whatever was raised with one error."""

    async def handler(_request: Request, _error: Exception) -> Response:
        return ErrorResponse(code)

    return handler
