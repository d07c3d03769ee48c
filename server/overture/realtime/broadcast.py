"""Bringing the sockets of a room to its newest state. Sockets of the same seat get the same bytes, made once."""

from collections.abc import Callable, Collection

from overture.core.session import Viewer
from overture.core.transitions import Refused
from overture.core.view import edition_of
from overture.realtime import frames
from overture.realtime.box_cache import AtHand
from overture.realtime.live_session import Draw, Room, Shown, prepare, recognise
from overture.realtime.socket import Socket

Drop = Callable[[Socket, str], None]
"""Take the seat from a socket, and tell it why, by a code."""


class Showing:
    """`draw` makes the fragment of a view, `build` is told with the first one; the boxes in `at_hand` go with them."""

    def __init__(self, draw: Draw, build: str, at_hand: AtHand, drop: Drop) -> None:
        self._draw = draw
        self._build = build
        self._at_hand = at_hand
        self._drop = drop

    def bring(self, room: Room, read: dict[str, str], asked: Collection[str] = ()) -> set[str]:
        """Show every socket that can be shown; the boxes that have to be read first for the others.

        `asked`: digests of boxes that were read to this end, of which `read` holds those that there are.
        """
        if room.stored is None:
            return set()
        session = room.stored.session
        at_hand = self._at_hand.of(room.id)
        made: dict[Viewer, Shown] = {}
        told: set[str] = set()
        missing: set[str] = set()
        for socket in list(room.sockets):
            viewer = recognise(socket, session)
            if isinstance(viewer, Refused):
                self._drop(socket, viewer.code)
                continue
            if socket.shown == edition_of(session, viewer):
                continue
            shown = made.get(viewer)
            if shown is None:
                shown = made[viewer] = prepare(session, viewer)
            new = shown.named - socket.named if socket.greeted else frozenset()
            here = new & at_hand.keys()
            absent = new.difference(here, asked)
            if absent:
                missing |= absent
                continue
            told |= here
            boxes = {**read, **at_hand} if new - here else at_hand
            self._say_view(socket, shown, {digest: boxes[digest] for digest in sorted(new) if digest in boxes})
        if told and not missing:
            self._at_hand.let_go(room.id, told)
        return missing

    def _say_view(self, socket: Socket, shown: Shown, carried: dict[str, str]) -> None:
        html = shown.fragment(self._draw, socket.language) if socket.html else None
        socket.say(frames.view(shown.body, carried, html, None if socket.greeted else self._build))
        socket.viewer, socket.shown, socket.named = shown.viewer, shown.edition, shown.named
        socket.greeted, socket.away = True, False
