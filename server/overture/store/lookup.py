"""What leads to a session from outside: the locator of its code, and the ids of moves, each a key with an expiry."""

import secrets

from overture.core.session import Seat, Session
from overture.core.transitions import MOVE_LASTS
from overture.store.engine import Engine, StoreFull
from overture.store.scripts import RELEASE_LOCATOR, code_key, move_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOCATOR_SYMBOLS = 4
LOCATOR_TRIES = 30
CROWDED = b"!"
CROWDED_FOR = 15 * 60
"""Seconds for which a used-up locator still says so, rather than that nobody knows it."""


class WaysIn:
    """All of it raises StoreAway when the engine cannot be reached and StoreFull when it has no room."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def new_locator(self, id: str, life: int) -> str:
        """A locator that leads to the session `id` for `life` seconds."""
        for _ in range(LOCATOR_TRIES):
            locator = "".join(secrets.choice(ALPHABET) for _ in range(LOCATOR_SYMBOLS))
            key = code_key(locator)
            if await self._engine.call(key, "SET", key, id, "NX", "EX", life) is not None:
                return locator
        raise StoreFull

    async def close(self, locator: str, id: str, marker: bytes = b"") -> None:
        """Free a locator, if it still leads to the session `id`, or let it say `marker` for a while."""
        await self._engine.run(RELEASE_LOCATOR, (code_key(locator),), id, marker, CROWDED_FOR * 1000)

    async def follow(self, before: Session, after: Session) -> None:
        """Do what a change asks for. If the engine goes away now, expiries do it."""
        await self._let_go(before, after)
        await self._lead(before, after)

    async def _let_go(self, before: Session, after: Session) -> None:
        """Free the locator that this change made useless."""
        if before.pairing is None or (after.pairing is not None and after.pairing.locator == before.pairing.locator):
            return
        confirmed = after.pairing is None and not after.ended
        await self.close(before.pairing.locator, after.id, CROWDED if confirmed else b"")

    async def _lead(self, before: Session, after: Session) -> None:
        """Let the ids of moves lead here as long as the moves are there."""
        for seat in Seat:
            old, new = before.place(seat).move, after.place(seat).move
            if old is not None and (new is None or new.id != old.id):
                await self._engine.run(RELEASE_LOCATOR, (move_key(old.id),), after.id, b"", 0)
            if new is not None and (old is None or new.id != old.id):
                await self._engine.call(move_key(new.id), "SET", move_key(new.id), after.id, "NX", "EX", MOVE_LASTS)
