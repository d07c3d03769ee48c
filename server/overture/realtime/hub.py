"""The live sessions of this process, and what reaches them: sockets, commands, and changes from other processes."""

import logging
from collections.abc import Coroutine
from typing import Any

from overture.core.commands import Command, Fetch
from overture.core.transitions import Refused
from overture.counts import Counts
from overture.realtime import frames
from overture.realtime.box_cache import BoxCache
from overture.realtime.broadcast import Render, viewer_on
from overture.realtime.engine_watch import EngineWatch
from overture.realtime.live_session import LiveSession, Shared
from overture.realtime.socket import Socket
from overture.store.errors import StoreAway
from overture.store.pubsub import Subscriptions
from overture.store.scripts import channel, session_of
from overture.store.sessions import SessionStore, Stored
from overture.tasks import Tasks

log = logging.getLogger(__name__)


class Hub:
    """Call `start` in the loop that the sockets live in, `stop` at its end."""

    def __init__(self, store: SessionStore, render: Render, build: str, counts: Counts) -> None:
        """Create a hub without sockets.

        Args:
            store: where the sessions are.
            render: how the fragment of a view is made.
            build: the name of the client's build, sent with the first view.
            counts: where sockets and commands are counted.
        """
        self.counts = counts
        self._store = store
        self._live: dict[str, LiveSession] = {}
        self._subscriptions = Subscriptions(store.engine, self._published)
        self._tasks = Tasks(log)
        self._watch = EngineWatch(store.engine, self._engine_changed)
        boxes = BoxCache()
        self._shared = Shared(store, boxes, self._watch, render, build)
        counts.sessions = self._live.__len__
        counts.is_away = lambda: self._watch.any_away
        counts.cached = lambda: boxes.size

    @property
    def away(self) -> bool:
        """Whether the engine as a whole is known to be away."""
        return self._watch.all_away

    def start(self) -> None:
        """Begin to watch the engine."""
        self.spawn(self._watch.run(self._reload_expired))

    async def stop(self) -> None:
        """Cancel everything that is under way."""
        await self._tasks.end()
        await self._subscriptions.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` in a task of its own, until `stop` at the latest. What it fails with is logged."""
        self._tasks.spawn(work)

    async def enter(self, socket: Socket, session_id: str, token: bytes) -> None:
        """Add a socket to the session and send it its view, or dismiss it if the token opens no seat.

        Args:
            socket: a socket that has sent its hello.
            session_id: the session that it has named.
            token: the SHA-256 of its bearer token; empty for none.
        """
        socket.id, socket.token = session_id, token
        stored: Stored | None = None
        try:
            stored = await self._store.load(session_id)
        except StoreAway as error:
            self._watch.lost(error)
            socket.notify_away()
        else:
            self._watch.found(session_id)
            viewer = Refused("gone") if stored is None else viewer_on(socket, stored.session)
            if isinstance(viewer, Refused):
                socket.dismiss(viewer.code)
        if not socket.closed:
            self._live_session(session_id).add(socket, stored)

    def leave(self, socket: Socket) -> None:
        """Forget a socket. What was sent to it before still goes out."""
        live = self._live.get(socket.id)
        if live is None:
            return
        live.sockets.pop(socket, None)
        if not live.sockets:
            self._remove(live)

    async def command(self, socket: Socket, command: Command) -> None:
        """Carry out a command: send the view that follows from it and then the acknowledgement, or the refusal."""
        live = self._live.get(socket.id)
        if live is None or socket not in live.sockets:
            socket.refuse(command.id, "gone")
        else:
            await live.submit(socket, command)

    async def fetch(self, socket: Socket, fetch: Fetch) -> None:
        """Send the bytes of a box that this seat's view names, or the refusal."""
        code, box = "not-found", None
        if self._watch.is_away(socket.id):
            code = "away"
        elif fetch.box in socket.named:
            try:
                box = (await self._store.boxes(socket.id, [fetch.box])).get(fetch.box)
            except StoreAway as error:
                self._watch.lost(error)
                code = "away"
        if box is None:
            socket.refuse(fetch.id, code)
        else:
            socket.send(frames.box(fetch.id, fetch.box, box))

    def _live_session(self, id: str) -> LiveSession:
        if id not in self._live:
            self._live[id] = LiveSession(id, self._shared, lambda live: self.spawn(live.work()), self._remove)
            self._subscriptions.add(channel(id))
        return self._live[id]

    def _remove(self, live: LiveSession) -> None:
        if self._live.get(live.id) is live:
            del self._live[live.id]
            self._shared.boxes.evict(live.id)
            self._subscriptions.remove(channel(live.id))

    def _published(self, name: str, message: bytes | None) -> None:
        """The engine has published a change of a session, or (None) has confirmed the subscription to its channel."""
        live = self._live.get(session_of(name))
        if live is None or (message is not None and message.startswith(live.origin)):
            return
        live.changed(None if message is None or self._watch.is_away(live.id) else self._store.published(message))

    def _engine_changed(self) -> None:
        """Tell every socket whose node is away, and bring those back that were told so and whose node is there."""
        for live in list(self._live.values()):
            if self._watch.is_away(live.id):
                for socket in live.sockets:
                    socket.notify_away()
            elif any(socket.away for socket in live.sockets):
                live.reload()

    def _reload_expired(self) -> None:
        now = self._store.now()
        for live in list(self._live.values()):
            if live.stored is not None and live.stored.session.expires <= now:
                live.reload()
