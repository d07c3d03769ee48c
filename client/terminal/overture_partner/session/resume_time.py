"""When the person who has paused would like to look again. It goes with the pause, sealed.

It binds nobody, and a time that cannot be read counts as none. Source: docs/protocol.md, `later`.
"""

from overture_partner.errors import Refused
from overture_partner.protocol.asides import open_later, seal_later
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.session.context import Context


class ResumeTime:
    """The time to look again, of both seats."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._read: tuple[str, int | None] | None = None
        """The digest of the box in the partner's pause, and the time in it."""

    @property
    def theirs(self) -> int | None:
        """When the partner, who has paused, would like to look again, in seconds since 1970."""
        box = None if self._context.view is None else self._context.view.paused.later
        return self._read[1] if box is not None and self._read is not None and self._read[0] == box else None

    def seal(self, at: int) -> str:
        """Seals a time, to send with a pause.

        Args:
            at: Seconds since 1970.

        Returns:
            The box in base64url.

        Raises:
            PartnerError: "keyless" before pairing.
        """
        return base64url(seal_later(self._context.place(""), 0, {"at": at}))

    async def read(self) -> None:
        """Opens the time that came with the partner's pause."""
        context = self._context
        box = None if context.view is None else context.view.paused.later
        if (
            box is None
            or context.keys is None
            or context.question_set is None
            or (self._read is not None and self._read[0] == box)
        ):
            return
        try:
            at = open_later(context.place("", mine=False), 0, await context.box(box)).get("at")
        except (ProtocolError, Refused):
            at = None
        self._read = (box, at if type(at) is int else None)
