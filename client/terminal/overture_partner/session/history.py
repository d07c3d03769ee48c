"""What this seat remembers of a session: the log, and every box that it has made, each stored before it is sent.

docs/protocol.md, "What a hub cannot undo". Everything is read from the store each time, so that whoever comes back to
it, and whoever else holds it, goes on with the same.
"""

from overture_partner.model.joined_view import Command, forgotten_in, shown
from overture_partner.model.log import Log, change, join, own_only
from overture_partner.model.views import View
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.storage.records import Records


class OwnBoxes:
    """The boxes that this seat has made, by digest."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, box: bytes) -> str:
        """Stores a box; gives its name."""
        digest = base64url(H32(box))
        self._records.insert(f"made/{digest}", box)
        return digest

    def get(self, digest: str) -> bytes | None:
        return self._records.get(f"made/{digest}", bytes)

    def __contains__(self, digest: object) -> bool:
        return isinstance(digest, str) and self.get(digest) is not None


class History:
    def __init__(self, records: Records) -> None:
        self._records = records
        self.made = OwnBoxes(records)
        self.older = False
        """Whether the newest view has less than was seen before."""
        self._to_resend: list[Command] = []

    @property
    def log(self) -> Log:
        return self._records.get("log", Log) or Log()

    @property
    def contradicted(self) -> bool:
        """Whether the hub has ever said something else in the same place, or put words into one's mouth."""
        return bool(self._records.get("contradicted", bool))

    @property
    def forked(self) -> bool:
        """Whether the two have ever been shown different things."""
        return bool(self._records.get("forked", bool))

    def contradict(self) -> None:
        self._records.put("contradicted", True)

    def fork(self) -> None:
        self._records.put("forked", True)

    def merge(self, view: View) -> View:
        """Joins a sound view with the log, and gives what is to be shown. A lobby in it counts as an older state."""
        before = self.log
        joined = join(before, view, self.made)
        if joined.log != before:
            self._records.put("log", joined.log)
        if joined.contradicts:
            self.contradict()
        self.older = joined.older or view.pairing is not None
        self._to_resend = forgotten_in(joined.log, own_only(view, self.made))
        return shown(joined.log, change(view, pairing=None, phase="preparing"))

    def to_resend(self) -> list[Command]:
        """What is one's own and missing at the hub, once for each view."""
        to_resend, self._to_resend = self._to_resend, []
        return to_resend
