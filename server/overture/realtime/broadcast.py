"""Which sockets of a session need a view, and which boxes go with each. Pure: it decides, `LiveSession` sends.

Sockets of one seat get the same bytes, which are made once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from overture.core.seat import Newcomer, Viewer
from overture.core.session import Session, moved_away, viewer_of
from overture.core.transitions import Refused
from overture.core.view import View, edition_of, view_for, view_json
from overture.realtime import frames
from overture.realtime.socket import Socket

Render = Callable[[View, str], bytes]
"""Renders a view in a language as an HTML fragment; returns it as a JSON string."""


@dataclass(slots=True)
class EncodedView:
    """One viewer's view of a state, ready to be sent."""

    session: Session
    viewer: Viewer
    edition: int
    body: bytes
    """The view as JSON."""
    named: frozenset[str]
    """The digests that it names."""
    _fragments: dict[str, bytes] = field(default_factory=dict)

    def fragment(self, render: Render, language: str) -> bytes | None:
        """Return the HTML of the view in a language, rendered once; None for a newcomer's phone, which draws itself."""
        if isinstance(self.viewer, Newcomer):
            return None
        if language not in self._fragments:
            self._fragments[language] = render(view_for(self.session, self.viewer), language)
        return self._fragments[language]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A view for a socket. `boxes`: the digests of those that have to be sent with it."""

    socket: Socket
    view: EncodedView
    first: bool
    """Whether the socket has been sent nothing of this seat before."""
    boxes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be sent so that every socket has the newest state."""

    deliveries: tuple[Delivery, ...]
    dismissals: tuple[tuple[Socket, str], ...]
    """Sockets that have no seat in this state, each with the code that says why."""

    @property
    def boxes(self) -> frozenset[str]:
        """The digests of every box that is sent to anyone."""
        return frozenset().union(*(delivery.boxes for delivery in self.deliveries))


def encode_view(session: Session, viewer: Viewer) -> EncodedView:
    """Return what `viewer` may see of `session`, encoded."""
    return EncodedView(session, viewer, *view_json(session, viewer))


def viewer_on(socket: Socket, session: Session) -> Viewer | Refused:
    """Return whom a socket speaks for in this state, or with which code it is dismissed."""
    viewer = viewer_of(session, socket.token)
    if viewer is not None and (socket.viewer in (None, viewer) or _has_claimed(socket, viewer)):
        return viewer
    if moved_away(session, socket.token):
        return Refused("moved")
    return Refused("gone" if socket.viewer is None else "rejected")


def plan(session: Session, sockets: Iterable[Socket]) -> Plan:
    """Decide what to send to each socket; nothing to one that has this edition of its view already."""
    views: dict[Viewer, EncodedView] = {}
    deliveries, dismissals = [], []
    for socket in sockets:
        viewer = viewer_on(socket, session)
        if isinstance(viewer, Refused):
            dismissals.append((socket, viewer.code))
            continue
        first = not socket.greeted or _has_claimed(socket, viewer)
        if not first and socket.edition == edition_of(session, viewer):
            continue
        view = views[viewer] = views.get(viewer) or encode_view(session, viewer)
        boxes = frozenset() if first else view.named - socket.named
        deliveries.append(Delivery(socket, view, first, boxes))
    return Plan(tuple(deliveries), tuple(dismissals))


def deliver(delivery: Delivery, boxes: Mapping[str, str], render: Render, greeting: frames.Greeting) -> None:
    """Send a view with its boxes.

    Args:
        delivery: what to send to whom.
        boxes: digest -> box as base64url; one that is missing here is not in the store either.
        render: how a fragment is made.
        greeting: what goes with the first view.
    """
    socket, view = delivery.socket, delivery.view
    html = view.fragment(render, socket.language) if socket.html else None
    sent = {digest: boxes[digest] for digest in sorted(delivery.boxes) if digest in boxes}
    socket.send(frames.view(view.body, sent, html, greeting if delivery.first else None))
    socket.viewer, socket.edition, socket.named = view.viewer, view.edition, view.named
    socket.greeted, socket.away = True, False


def _has_claimed(socket: Socket, viewer: Viewer) -> bool:
    """Whether a newcomer's socket holds the seat now. It has seen nothing of the seat, whatever the numbers are."""
    return isinstance(socket.viewer, Newcomer) and viewer is socket.viewer.seat
