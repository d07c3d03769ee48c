"""Lookup keys (with a TTL) that resolve the locator of a join code, or the id of a move, to a session id."""

import secrets

from overture.core.seat import Seat
from overture.core.session import Session
from overture.core.transitions import MOVE_LASTS
from overture.store.connection import Reply
from overture.store.engine import Engine
from overture.store.errors import StoreFull
from overture.store.scripts import RELEASE_LOCATOR, code_key, move_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOCATOR_SYMBOLS = 4
LOCATOR_TRIES = 30
CROWDED = "!"
CROWDED_FOR = 15 * 60
"""Seconds for which a used-up locator resolves to CROWDED before it is unknown."""


class Lookup:
    """Every method raises StoreAway when the engine cannot be reached and StoreFull when it has no room."""

    def __init__(self, engine: Engine) -> None:
        """`engine` holds the keys."""
        self._engine = engine

    async def by_locator(self, locator: str) -> str | None:
        """Return the id of the session that a locator belongs to, CROWDED if it was just used up, None if unknown."""
        return _text(await self._engine.call(code_key(locator), "GET", code_key(locator)))

    async def by_move(self, move: str) -> str | None:
        """Return the id of the session in which a move is under way, None if there is none."""
        return _text(await self._engine.call(move_key(move), "GET", move_key(move)))

    async def new_locator(self, id: str, life: int) -> str:
        """Reserve a locator that nobody has for the session `id`, for `life` seconds, and return it."""
        for _ in range(LOCATOR_TRIES):
            locator = "".join(secrets.choice(ALPHABET) for _ in range(LOCATOR_SYMBOLS))
            key = code_key(locator)
            if await self._engine.call(key, "SET", key, id, "NX", "EX", life) is not None:
                return locator
        raise StoreFull

    async def release(self, locator: str, id: str, marker: str = "") -> None:
        """Free a locator if it still belongs to the session `id`, or let it resolve to `marker` for CROWDED_FOR."""
        await self._engine.run(RELEASE_LOCATOR, (code_key(locator),), id, marker, CROWDED_FOR * 1000)

    async def update(self, before: Session, after: Session) -> None:
        """Bring the keys in line with a change. If the engine goes away meanwhile, their expiry does it."""
        await self._release_locator(before, after)
        await self._update_moves(before, after)

    async def _release_locator(self, before: Session, after: Session) -> None:
        """Free the locator that the change has made useless."""
        if before.pairing is None or (after.pairing is not None and after.pairing.locator == before.pairing.locator):
            return
        confirmed = after.pairing is None and not after.ended
        await self.release(before.pairing.locator, after.id, CROWDED if confirmed else "")

    async def _update_moves(self, before: Session, after: Session) -> None:
        """Keep a key for each move that is under way."""
        for seat in Seat:
            old, new = before.seat_state(seat).move, after.seat_state(seat).move
            if old is not None and (new is None or new.id != old.id):
                await self._engine.run(RELEASE_LOCATOR, (move_key(old.id),), after.id, b"", 0)
            if new is not None and (old is None or new.id != old.id):
                await self._engine.call(move_key(new.id), "SET", move_key(new.id), after.id, "NX", "EX", MOVE_LASTS)


def _text(reply: Reply) -> str | None:
    return None if reply is None else reply.decode()
