"""Sessions in Valkey or Redis. The engine holds the truth; nothing here remembers anything about a session.

Keys, each with an expiry (docs/protocol.md, "Life"):
- `overture:{<id>}:core`  hash: `tag`, which changes with every change, and `core`, the session as msgpack
- `overture:{<id>}:box`   hash: digest of a box -> its bytes, write-once
- `overture:code:<LLLL>`, `overture:move:<id>`  what resolves a join code and a move (lookup.py)
- `overture:questions:<qhash>`  the exact bytes of a question document that some session names
Channel `overture:{<id>}` carries the new tag of a session that changed, a space, and its new core, empty when it has
ended. Whatever is returned here, the engine has acknowledged.
"""

import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from msgspec import Struct

from overture.core import commands as do
from overture.core import encoding
from overture.core.chapter import Chapter
from overture.core.commands import Blob
from overture.core.rules import apply, join, request_move
from overture.core.session import MAX_LIFE, Session, new_session, seat_of, viewer_of
from overture.core.tokens import token_hash
from overture.core.transitions import Refused
from overture.core.view import advance, with_editions
from overture.store.engine import Engine
from overture.store.errors import StoreFull
from overture.store.lookup import CROWDED, Lookup
from overture.store.scripts import KEEP_DOCUMENT, WRITTEN, box_key, compare_and_set, core_key, obsolete_boxes

Clock = Callable[[], float]
"""Returns seconds since the epoch."""
Rule = Callable[[Session, int], Session | Refused]
"""Decides what becomes of a session at a time (seconds since the epoch)."""


class Stored(Struct, frozen=True):
    """A session as the engine has it, and the tag of that state."""

    session: Session
    tag: bytes


class Change(Struct, frozen=True):
    """What came of commands that were accepted: the newest state, changed or not, and the boxes that came with them."""

    stored: Stored
    boxes: Mapping[str, Blob]


class Submission(NamedTuple):
    """A command, and the SHA-256 of the token of whoever sent it."""

    token: bytes
    command: do.Command


@dataclass(frozen=True, slots=True)
class Created:
    """A new session, and the bearer token of its seat A."""

    session: Session
    token: bytes


@dataclass(frozen=True, slots=True)
class Offered:
    """A question set that sessions may begin with or add: its chapter with nothing in it, and the document's bytes."""

    chapter: Chapter
    document: bytes


class SessionStore:
    """Every method raises StoreAway when the engine cannot be reached and StoreFull when it has no room."""

    def __init__(
        self, engine: Engine, clock: Clock = time.time, offered: Mapping[str, Offered] = MappingProxyType({})
    ) -> None:
        """Create it; nothing is connected yet.

        Args:
            engine: where the sessions are.
            clock: decides what has expired, on every read, as an engine may report an expiry late. It never decides
                when the engine deletes something: that is sent as a duration, so the engine's clock may differ.
            offered: qhash -> question set that sessions may begin with and add.
        """
        self.engine = engine
        self.offered = offered
        self._lookup = Lookup(engine)
        self._clock = clock
        # No two stores ever write the same tag, and no store writes one twice.
        self._name = secrets.token_hex(8).encode()
        self._count = itertools.count()

    def now(self) -> int:
        """Return the time in whole seconds since the epoch."""
        return int(self._clock())

    async def create(self, chapter: Chapter, document: bytes, life: int) -> Created:
        """Create a session with seat A taken.

        Args:
            chapter: its first chapter, with nothing in it.
            document: the bytes that `chapter.qhash` names.
            life: seconds until it expires.
        """
        id, token, now = encoding.encode(secrets.token_bytes(16)), secrets.token_bytes(32), self.now()
        await self._keep_document(chapter.qhash, document)
        locator = await self._lookup.new_locator(id, min(life, MAX_LIFE))
        session = new_session(
            session_id=id, a_token=token_hash(token), locator=locator, chapter=chapter, now=now, life=life
        )
        await self._write(session, None, {})
        return Created(session, token)

    async def join(self, locator: str) -> tuple[Session, bytes] | Refused:
        """Take seat B of the session whose code has this locator.

        Returns:
            The session and a new bearer token; Refused with "unknown", "joining" or "crowded".
        """
        id = await self._lookup.by_locator(locator)
        if id is None or id == CROWDED:
            return Refused("unknown" if id is None else "crowded")

        def rule(session: Session, token: bytes, now: int) -> Session | Refused:
            # A locator that was given out again must not resolve to the session that had it before.
            if session.pairing is not None and session.pairing.locator != locator:
                return Refused("unknown")
            return join(session, token, now)

        return await self._admit(id, rule)

    async def request_move(self, move: str) -> tuple[Session, bytes] | Refused:
        """Record another phone's request for the seat that a move is about.

        Returns:
            The session and a new bearer token; Refused with "unknown" or "asked".
        """
        id = await self._lookup.by_move(move)
        if id is None:
            return Refused("unknown")
        return await self._admit(id, lambda session, token, now: request_move(session, move, token, now))

    async def load(self, id: str) -> Stored | None:
        """Return a session, or None if it is unknown, ended or expired."""
        tag, core = await self.engine.call(core_key(id), "HMGET", core_key(id), "tag", "core")
        return None if core is None else self._decoded(tag, core)

    def published(self, message: bytes) -> Stored | None:
        """Return the session that a message of its channel carries, or None if it has ended or expired."""
        tag, _, core = message.partition(b" ")
        return self._decoded(tag, core) if core else None

    async def boxes(self, id: str, digests: Iterable[str]) -> dict[str, bytes]:
        """Return those of the named boxes that are there: digest -> bytes."""
        wanted = sorted(digests)
        if not wanted:
            return {}
        found = await self.engine.call(box_key(id), "HMGET", box_key(id), *wanted)
        return {digest: box for digest, box in zip(wanted, found, strict=True) if box is not None}

    async def document(self, qhash: str) -> bytes | None:
        """Return the question document with this hash, if a session of the last days has named it."""
        key = f"overture:questions:{qhash}"
        found: bytes | None = await self.engine.call(key, "GET", key)
        return found

    async def apply_batch(
        self, id: str, submissions: Sequence[Submission], known: Stored | None, origin: bytes
    ) -> tuple[int, Change | Refused]:
        """Apply the longest prefix of commands that fits one compare-and-set, assuming that `known` is current.

        If none fits, or `known` is not current, the first command alone is applied by `apply`.

        Args:
            id: the session.
            submissions: what was sent, in order; at least one.
            known: a state that was read before.
            origin: what the tag of the new state begins with, by which whoever made a change recognises it.

        Returns:
            How many commands this is the outcome of, and the outcome: all of them accepted, or the first one refused.
        """
        if known is not None:
            after, boxes, count = self._prefix(known.session, submissions)
            if count > 0 and (change := await self._written(after, known, boxes, origin)) is not None:
                return count, change
        first = submissions[0]
        return 1, await self.apply(id, first.token, first.command, known, origin)

    async def apply(
        self, id: str, token: bytes, command: do.Command, known: Stored | None = None, origin: bytes = b""
    ) -> Change | Refused:
        """Apply one command: read, decide, write, and again if somebody else was faster.

        Args:
            id: the session.
            token: the SHA-256 of the bearer token of whoever sent it.
            command: the command.
            known: a state that was read before; it saves reading if it is still current.
            origin: as for `apply_batch`.

        Returns:
            The change, or why not; Refused("gone") if the token opens no seat.
        """
        if isinstance(command, do.Renew):
            command = msgspec.structs.replace(command, locator=await self._lookup.new_locator(id, MAX_LIFE))
        if isinstance(command, do.Add) and command.chapter in self.offered:
            offered = self.offered[command.chapter]
            await self._keep_document(command.chapter, offered.document)
            command = msgspec.structs.replace(command, sections=offered.chapter.sections)
        before: list[Session] = []

        def rule(session: Session, now: int) -> Session | Refused:
            before[:] = [session]
            viewer = viewer_of(session, token)
            return Refused("gone") if viewer is None else advance(session, viewer, command, now)

        outcome = await self._change(id, rule, do.boxes_in(command), known, origin)
        if isinstance(outcome, Change):
            await self._lookup.update(before[0], outcome.stored.session)
        elif isinstance(command, do.Renew):
            await self._lookup.release(command.locator, id)
        return outcome

    def _prefix(self, session: Session, submissions: Sequence[Submission]) -> tuple[Session, dict[str, Blob], int]:
        """Return the state after the longest prefix that needs no key but the session's, its boxes, and its length.

        Pairing, moving, adding and ending change other keys too; a refusal or a repetition is for the engine's state.
        """
        before, boxes = session, dict[str, Blob]()
        count, now = 0, self.now()
        if session.pairing is None:
            for token, command in submissions:
                seat = seat_of(session, token)
                if seat is None or isinstance(command, do.Add | do.End | do.Move | do.MoveCancel):
                    break
                after = apply(session, seat, command, now)
                if isinstance(after, Refused) or after is session:
                    break
                for digest in obsolete_boxes(session, after):
                    boxes.pop(digest, None)
                session, boxes = after, boxes | do.boxes_in(command)
                count += 1
        after = with_editions(before, session)
        assert isinstance(after, Session)
        return after, boxes, count

    async def _written(self, after: Session, known: Stored, boxes: Mapping[str, Blob], origin: bytes) -> Change | None:
        """Write a state that follows `known`; None if `known` is not current, or there is no room for all of it."""
        try:
            stored = await self._write(after, known, boxes, origin)
        except StoreFull:
            return None
        return Change(stored, boxes) if stored is not None and stored.session is after else None

    async def _admit(
        self, id: str, rule: Callable[[Session, bytes, int], Session | Refused]
    ) -> tuple[Session, bytes] | Refused:
        """Make a new bearer token; `rule` puts its SHA-256 into the session."""
        token = secrets.token_bytes(32)
        hashed = token_hash(token)
        outcome = await self._change(id, lambda session, now: with_editions(session, rule(session, hashed, now)), {})
        if isinstance(outcome, Refused):
            return Refused("unknown") if outcome.code == "gone" else outcome
        return outcome.stored.session, token

    def _decoded(self, tag: bytes, core: bytes) -> Stored | None:
        session = msgspec.msgpack.decode(core, type=Session)
        return None if session.ended or session.expires <= self._clock() else Stored(session, tag)

    async def _change(
        self, id: str, rule: Rule, boxes: Mapping[str, Blob], known: Stored | None = None, origin: bytes = b""
    ) -> Change | Refused:
        """Apply `rule` until nobody else is faster. What is not written is decided on the engine's state alone."""
        stored, just_read = known, False
        while True:
            if stored is None:
                stored, just_read = await self.load(id), True
            if stored is None:
                return Refused("gone")
            after = rule(stored.session, self.now())
            if isinstance(after, Refused) or after is stored.session:
                if just_read:
                    return after if isinstance(after, Refused) else Change(stored, boxes)
                stored = None
                continue
            written = await self._write(after, stored, boxes, origin)
            if written is None:
                return Refused("gone")
            if written.session is after:
                return Change(written, boxes)
            stored, just_read = written, True

    async def _write(
        self, session: Session, before: Stored | None, boxes: Mapping[str, Blob], origin: bytes = b""
    ) -> Stored | None:
        """Return the state that the engine has afterwards: `session`, or what somebody else wrote; None if gone."""
        tag = b"%b.%d.%b.%d" % (origin, session.v, self._name, next(self._count))
        begun, expected = (session.created, b"") if before is None else (before.session.expires, before.tag)
        obsolete = () if before is None else obsolete_boxes(before.session, session)
        script, keys, rest = compare_and_set(session, session.expires - begun, expected, tag, boxes, obsolete)
        reply = await self.engine.run(script, keys, *rest)
        if reply == WRITTEN or (reply[0] == 0 and session.ended):
            return Stored(session, tag)
        return None if reply[0] == 0 else self._decoded(reply[1], reply[2])

    async def _keep_document(self, qhash: str, document: bytes) -> None:
        """Store a document before a session names it: the session may do so to its end, and be prolonged."""
        longest = 2 * MAX_LIFE * 1000
        await self.engine.run(KEEP_DOCUMENT, (f"overture:questions:{qhash}",), document, longest)
