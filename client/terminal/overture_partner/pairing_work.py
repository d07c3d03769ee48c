"""Pairing, carried out: the steps of pairing_flow, each stored before it is said."""

import msgspec

from overture_partner.desk import Desk
from overture_partner.pairing_flow import Failed, Keyed, Offering, Record, Replied, Spent, next_step
from overture_partner.protocol.encoding import from_base64url
from overture_partner.protocol.pairing import Code, format_code
from overture_partner.store import Store


class _Kept(msgspec.Struct, frozen=True):
    record: Record


class Pairing:
    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk = desk
        self._store = store

    def begin(self, record: Record) -> None:
        self._desk.records.put("pairing", _Kept(record))

    @property
    def record(self) -> Record | None:
        kept = self._desk.records.get("pairing", _Kept)
        return None if kept is None else kept.record

    @property
    def code(self) -> str | None:
        """A's code as long as someone may join with it."""
        match self.record:
            case Offering(locator=locator, secret=secret):
                return format_code(Code(locator, secret))
            case _:
                return None

    @property
    def problem(self) -> str | None:
        match self.record:
            case Spent():
                return "spent"
            case Offering(problem=problem) | Failed(problem=problem):
                return problem
            case _:
                return None

    @property
    def has_replied(self) -> bool:
        return isinstance(self.record, Replied)

    @property
    def is_over(self) -> bool:
        """Whether nothing can come of this code here any more."""
        return isinstance(self.record, Spent | Failed)

    async def renew(self) -> None:
        """A: gives the code up, whatever became of it, and asks for a new one."""
        pairing = None if self._desk.view is None else self._desk.view.pairing
        if pairing is not None:
            self.begin(Spent(pairing.locator, None, "renewed"))
            await self._desk.wire.request("renew", spent=pairing.locator)

    async def work(self) -> None:
        """Goes as far as the newest view allows."""
        desk, record = self._desk, self.record
        if record is None or desk.view is None or desk.known is None:
            return
        step = next_step(record, desk.view.pairing, from_base64url(desk.qhash))
        if step.record != record:
            if isinstance(step.record, Replied):
                # Counted first: a guess is spent by being sent, whatever becomes of it.
                self._store.put(_tries_key(step.record.locator), b"%d" % step.record.tries)
            self.begin(step.record)
        if isinstance(step.record, Keyed):
            desk.keys = step.record.keys
        if step.do is not None:
            await desk.tell(step.do, **(step.fields or {}))

    @staticmethod
    def tries(store: Store, locator: str) -> int:
        """How many m2 this store has sent for a code."""
        return int(store.get(_tries_key(locator)) or b"0")


def _tries_key(locator: str) -> str:
    return f"tries/{locator}"
