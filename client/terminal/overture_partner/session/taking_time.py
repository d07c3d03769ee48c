"""Taking one's time: when whoever has paused would like to look again, and when the session ends.

The first goes with the pause, sealed (docs/protocol.md, `later`). It binds nobody, and what cannot be read is as if it
were not there.
"""

import time

from overture_partner.errors import Refused
from overture_partner.i18n import t
from overture_partner.model.days import announced, days_until, local, local_now, soon_of
from overture_partner.protocol.asides import open_later, seal_later
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.session.desk import Desk


class TakingTime:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._read: tuple[str, int | None] | None = None
        """The box of the partner's pause, and what it says."""

    @property
    def theirs(self) -> int | None:
        """Seconds since 1970: when the partner, who has paused, would like to look again."""
        box = None if self._desk.view is None else self._desk.view.paused.later
        return self._read[1] if box is not None and self._read is not None and self._read[0] == box else None

    def begins(self) -> None:
        """Remembers when this participant came to the session; a second time changes nothing."""
        self._desk.records.insert("began", int(time.time()))

    @property
    def began(self) -> int:
        return self._desk.records.get("began", int) or 0

    def box(self, at: int) -> str:
        """What a pause carries. Raises PartnerError "keyless" before pairing."""
        return base64url(seal_later(self._desk.place(""), 0, {"at": at}))

    async def work(self) -> None:
        """Reads what the partner's pause carries."""
        desk = self._desk
        box = None if desk.view is None else desk.view.paused.later
        if box is None or desk.keys is None or desk.known is None or (self._read is not None and self._read[0] == box):
            return
        try:
            at = open_later(desk.their_place(""), 0, await desk.box(box)).get("at")
        except (ProtocolError, Refused):
            at = None
        self._read = (box, at if type(at) is int else None)


def later_line(whose: str, at: int | None) -> list[str]:
    """`whose`: "mine" or "theirs". At most one sentence."""
    soon = None if at is None else soon_of(at, local_now())
    return [] if soon is None else [t(f"looking.{whose}-{soon}")]


def ending_line(began: int, ends: int) -> list[str]:
    """At most one sentence: the end, where it is near enough."""
    now = local_now()
    if not announced(began, ends, now):
        return []
    clock = local(ends).strftime("%H:%M")
    return [t("ending.today" if days_until(ends, now) == 0 else "ending.tomorrow", time=clock)]
