"""Sessions in Valkey or Redis. The engine holds the truth; nothing here remembers anything about a session.

Keys, each with an expiry (docs/protocol.md, "Life"):
- `overture:{<id>}:core`  hash: `tag`, which changes with every change, and `core`, the session as msgpack
- `overture:{<id>}:box`   hash: digest of a box -> its bytes, write-once
- `overture:code:<LLLL>`  the id of the session that a locator leads to, or a marker that it was just used up
- `overture:questions:<qhash>`  the exact bytes of a question document that some session names
Channel `overture:{<id>}` carries the new tag of a session that changed, a space, and its new core, empty when it has
ended. What is returned here the engine has acknowledged.
"""

import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
from msgspec import Struct

from overture.core import commands as do
from overture.core import encoding
from overture.core.commands import Blob
from overture.core.rules import ask, join
from overture.core.session import MAX_LIFE, Chapter, Session, new_session, seat_of, viewer_of
from overture.core.tokens import token_hash
from overture.core.transitions import Refused
from overture.core.view import stamp, step
from overture.store.connection import Reply
from overture.store.engine import Engine, StoreFull
from overture.store.lookup import CROWDED, WaysIn
from overture.store.pipeline import Send, StoreAway
from overture.store.scripts import (
    KEEP_DOCUMENT,
    WRITTEN,
    box_key,
    change_of,
    code_key,
    core_key,
    move_key,
    used_up,
)

__all__ = ["Changed", "Clock", "Created", "Offered", "Store", "StoreAway", "StoreFull", "Stored"]

Clock = Callable[[], float]
"""Seconds since the epoch."""


class Stored(Struct, frozen=True):
    """A session as the engine has it, and the tag of that state."""

    session: Session
    tag: bytes


class Changed(Struct, frozen=True):
    """The state after a command, and the boxes that came with it. `stored` is the newest state, changed or not."""

    stored: Stored
    fresh: Mapping[str, Blob]


Outcome = Changed | StoreAway | None
"""Of what was done at once: the change, or why the engine did not answer; None if `Store.command` has to do it."""


@dataclass(frozen=True, slots=True)
class Created:
    session: Session
    token: bytes


@dataclass(frozen=True, slots=True)
class Offered:
    """A question set that sessions may begin with or add: its chapter with nothing in it, and the document's bytes."""

    chapter: Chapter
    document: bytes


Rule = Callable[[Session, int], Session | Refused]
Wish = tuple[bytes, do.Command]
"""The SHA-256 of the token of whoever wishes it, and what."""


class Store:
    """All of it raises StoreAway when the engine cannot be reached and StoreFull when it has no room.

    `clock` decides what has expired, on every read: an engine may tell of an expiry late. It never decides when the
    engine forgets something: that is told as a duration, so the engine's own clock may show another time.
    """

    def __init__(
        self, engine: Engine, clock: Clock = time.time, offered: Mapping[str, Offered] = MappingProxyType({})
    ) -> None:
        """`offered`: by qhash, what sessions may begin with and add."""
        self.engine = engine
        self._ways_in = WaysIn(engine)
        self._clock = clock
        self.offered = offered
        # No two stores ever write the same tag, and no store writes one twice.
        self._own = secrets.token_hex(8).encode()
        self._written = itertools.count()

    def now(self) -> int:
        return int(self._clock())

    async def create(self, chapter: Chapter, document: bytes, life: int) -> Created:
        """A new session with seat A taken. `life` in seconds, `document` the bytes that `chapter.qhash` names."""
        id, token, now = encoding.encode(secrets.token_bytes(16)), secrets.token_bytes(32), self.now()
        await self._keep(chapter.qhash, document)
        locator = await self._ways_in.new_locator(id, min(life, MAX_LIFE))
        session = new_session(
            session_id=id, a_token=token_hash(token), locator=locator, chapter=chapter, now=now, life=life
        )
        await self._write(session, None, {})
        return Created(session, token)

    async def join(self, locator: str) -> tuple[Session, bytes] | Refused:
        """A token for seat B of the session that `locator` leads to, or Refused: unknown, joining or crowded."""
        id = await self.engine.call(code_key(locator), "GET", code_key(locator))
        if id is None:
            return Refused("unknown")
        if id == CROWDED:
            return Refused("crowded")

        def rule(session: Session, token: bytes, now: int) -> Session | Refused:
            # A locator that was given out again must not lead to the session that had it before.
            if session.pairing is not None and session.pairing.locator != locator:
                return Refused("unknown")
            return join(session, token, now)

        return await self._let_in(id.decode(), rule)

    async def ask(self, move: str) -> tuple[Session, bytes] | Refused:
        """A token for a phone that asks for the seat whose move this is, or Refused: unknown or asked."""
        id = await self.engine.call(move_key(move), "GET", move_key(move))
        if id is None:
            return Refused("unknown")
        return await self._let_in(id.decode(), lambda session, token, now: ask(session, move, token, now))

    async def _let_in(
        self, id: str, rule: Callable[[Session, bytes, int], Session | Refused]
    ) -> tuple[Session, bytes] | Refused:
        """A new token, whose SHA-256 `rule` puts into the session."""
        token = secrets.token_bytes(32)
        hashed = token_hash(token)
        result = await self._change(id, lambda session, now: stamp(session, rule(session, hashed, now)), {})
        if isinstance(result, Refused):
            return Refused("unknown") if result.code == "gone" else result
        return result.stored.session, token

    async def command(
        self, id: str, token: bytes, command: do.Command, known: Stored | None = None, mark: bytes = b""
    ) -> Changed | Refused:
        """Do `command` for whoever holds the token with the SHA-256 `token`. Refused("gone") if there is no such seat.

        `known` is a state that was read before; it saves reading when nobody else has changed it since. The tag of the
        new state begins with `mark`, by which whoever made a change knows it again.
        """
        if isinstance(command, do.Renew):
            command = msgspec.structs.replace(command, locator=await self._ways_in.new_locator(id, MAX_LIFE))
        if isinstance(command, do.Add) and command.chapter in self.offered:
            offered = self.offered[command.chapter]
            await self._keep(command.chapter, offered.document)
            command = msgspec.structs.replace(command, sections=offered.chapter.sections)
        before: list[Session] = []

        def rule(session: Session, now: int) -> Session | Refused:
            before[:] = [session]
            viewer = viewer_of(session, token)
            return Refused("gone") if viewer is None else step(session, viewer, command, now)

        result = await self._change(id, rule, do.boxes_in(command), known, mark)
        if isinstance(result, Refused):
            if isinstance(command, do.Renew):
                await self._ways_in.close(command.locator, id)
            return result
        await self._ways_in.follow(before[0], result.stored.session)
        return result

    def before_next(self, id: str, act: Callable[[Send | None], None]) -> None:
        """Call `act` just before the next changes leave for the engine, with what `at_once` needs to go with them."""
        self.engine.before_next(core_key(id), act)

    def at_once(
        self, send: Send, known: Stored, wishes: Iterable[Wish], mark: bytes, then: Callable[[Outcome], None]
    ) -> int:
        """Do as many of the first wishes as go in one step, as `known` most likely still is what the engine has.

        They are one change: all of them happen, or none. `then` hears, in a later turn of the loop, how it came out.
        The answer is how many they are; 0, and nothing happens, if the first takes more steps, which `command` does.
        """
        before = after = known.session
        if before.pairing is not None:
            return 0
        fresh: dict[str, Blob] = {}
        count, now = 0, self.now()
        for token, command in wishes:
            followed = _followed(after, token, command, now)
            if followed is None:
                break
            after = followed
            fresh |= do.boxes_in(command)
            count += 1
        if count == 0:
            return 0
        tag = self._new_tag(after, mark)

        def answered(reply: Reply) -> None:
            if isinstance(reply, StoreAway):
                then(reply)
            else:
                then(Changed(Stored(after, tag), fresh) if reply == WRITTEN else None)

        script, keys, rest = change_of(after, after.expires - before.expires, known.tag, tag, fresh)
        send(("EVALSHA", script.sha, len(keys), *keys, *rest), answered)
        return count

    async def load(self, id: str) -> Stored | None:
        """The session, or None if it is unknown, ended or expired."""
        tag, core = await self.engine.call(core_key(id), "HMGET", core_key(id), "tag", "core")
        return None if core is None else self._decoded(tag, core)

    def told(self, message: bytes) -> Stored | None:
        """The session that a message of its channel tells of, or None if it has ended or expired."""
        tag, _, core = message.partition(b" ")
        return self._decoded(tag, core) if core else None

    async def boxes(self, id: str, digests: Iterable[str]) -> dict[str, bytes]:
        """Those of the named boxes that are there."""
        wanted = sorted(digests)
        if not wanted:
            return {}
        found = await self.engine.call(box_key(id), "HMGET", box_key(id), *wanted)
        return {digest: box for digest, box in zip(wanted, found, strict=True) if box is not None}

    async def document(self, qhash: str) -> bytes | None:
        key = f"overture:questions:{qhash}"
        found: bytes | None = await self.engine.call(key, "GET", key)
        return found

    def _decoded(self, tag: bytes, core: bytes) -> Stored | None:
        session = msgspec.msgpack.decode(core, type=Session)
        return None if session.ended or session.expires <= self._clock() else Stored(session, tag)

    async def _change(
        self, id: str, rule: Rule, fresh: Mapping[str, Blob], known: Stored | None = None, mark: bytes = b""
    ) -> Changed | Refused:
        """Apply `rule` until nobody else was faster. What is not written is decided on the engine's state alone."""
        stored, just_read = known, False
        while True:
            if stored is None:
                stored, just_read = await self.load(id), True
            if stored is None:
                return Refused("gone")
            after = rule(stored.session, self.now())
            if isinstance(after, Refused) or after is stored.session:
                if just_read:
                    return after if isinstance(after, Refused) else Changed(stored, fresh)
                stored = None
                continue
            written = await self._write(after, stored, fresh, mark)
            if written is None:
                return Refused("gone")
            if written.session is after:
                return Changed(written, fresh)
            stored, just_read = written, True

    async def _write(
        self, session: Session, before: Stored | None, fresh: Mapping[str, Blob], mark: bytes = b""
    ) -> Stored | None:
        """The state that the engine has afterwards: `session`, or what somebody else made of it; None if gone."""
        tag = self._new_tag(session, mark)
        begun, expected = (session.created, b"") if before is None else (before.session.expires, before.tag)
        used = "" if before is None else used_up(before.session, session)
        script, keys, rest = change_of(session, session.expires - begun, expected, tag, fresh, used)
        reply = await self.engine.run(script, keys, *rest)
        if reply == WRITTEN or (reply[0] == 0 and session.ended):
            return Stored(session, tag)
        return None if reply[0] == 0 else self._decoded(reply[1], reply[2])

    def _new_tag(self, session: Session, mark: bytes) -> bytes:
        return b"%b.%d.%b.%d" % (mark, session.v, self._own, next(self._written))

    async def _keep(self, qhash: str, document: bytes) -> None:
        """Before a session names a document: it may do so to its end, and be prolonged."""
        longest = 2 * MAX_LIFE * 1000
        await self.engine.run(KEEP_DOCUMENT, (f"overture:questions:{qhash}",), document, longest)


def _followed(session: Session, token: bytes, command: do.Command, now: int) -> Session | None:
    """The session after a wish that one step of the engine fulfils; None for what takes more, or changes nothing."""
    seat = seat_of(session, token)
    if seat is None or isinstance(command, do.Add | do.End | do.Move | do.MoveCancel):
        return None
    after = step(session, seat, command, now)
    return None if isinstance(after, Refused) or after is session else after
