"""Pairing at work: runs the steps of pairing_flow and stores each before it is sent."""

import time

import msgspec

from overture_partner.errors import PartnerError
from overture_partner.model.next_pairing_act import MOST_TRIES
from overture_partner.model.pairing_record import (
    Answering,
    Failed,
    Keyed,
    Offering,
    Paired,
    Record,
    Replied,
    Spent,
    settled,
)
from overture_partner.model.views import View
from overture_partner.protocol.encoding import from_base64url
from overture_partner.protocol.pairing import Code, format_code
from overture_partner.session.context import Context
from overture_partner.session.pairing_flow import MOST_CODES, next_step, wait_after
from overture_partner.storage.records import Store


class _Kept(msgspec.Struct, frozen=True):
    record: Record


class Pairing:
    """The pairing of one participant, and the guesses that its store has spent."""

    def __init__(self, context: Context, store: Store) -> None:
        self._context = context
        self._store = store
        self._since = time.monotonic()
        """When the code began, or was spent."""
        self._answered: View | None = None
        """The newest view with a lobby that was answered although both are paired: each is answered once."""

    def begin(self, record: Record) -> None:
        """Stores a record in the place of the one before it."""
        if isinstance(record, Spent | Offering):
            self._since = time.monotonic()
        self._context.records.put("pairing", _Kept(record))

    @property
    def record(self) -> Record | None:
        """The record as it is stored; None before pairing begins."""
        kept = self._context.records.get("pairing", _Kept)
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
        """Why pairing failed; None if it has not."""
        match self.record:
            case Spent():
                return "spent"
            case Offering(problem=problem) | Failed(problem=problem):
                return problem
            case _:
                return None

    @property
    def has_replied(self) -> bool:
        """Whether B has sent m2 and waits for m3."""
        return isinstance(self.record, Replied)

    @property
    def is_paired(self) -> bool:
        """Whether both have proved that they hold the code."""
        return isinstance(self.record, Paired)

    @property
    def is_over(self) -> bool:
        """Whether this code can no longer succeed here."""
        return isinstance(self.record, Spent | Failed)

    @property
    def codes(self) -> int:
        """A: how many codes this session has had."""
        match self.record:
            case Offering(code=code) | Answering(code=code) | Spent(code=code):
                return code
            case _:
                return 0

    @property
    def wait(self) -> float:
        """Seconds until a new code may be requested."""
        return max(0.0, self._since + wait_after(self.codes) - time.monotonic())

    def renew(self) -> None:
        """A: gives the code up, whatever became of it; `work` then requests a new one.

        Raises:
            PartnerError: "codes-used-up".
        """
        record = self.record
        if not isinstance(record, Offering | Answering | Spent):
            return
        if record.code >= MOST_CODES:
            raise PartnerError("codes-used-up")
        self.begin(Spent(record.locator, "renewed", record.code, requested=True))

    def receive(self, view: View) -> None:
        """Applies at once what a view settles by itself: that both are paired, for good."""
        record = self.record
        if record is None:
            return
        now = settled(record, view.pairing)
        if now != record:
            self.begin(now)
        if isinstance(now, Keyed | Paired):
            self._context.state.keys = now.keys

    async def work(self) -> None:
        """Goes as far as the newest view allows."""
        context, record = self._context, self.record
        if record is None or context.hub_view is None or context.question_set is None:
            return
        if isinstance(record, Paired):
            if context.hub_view is self._answered:
                return
            self._answered = context.hub_view
        step = next_step(record, context.hub_view.pairing, from_base64url(context.qhash))
        if step.record != record:
            if isinstance(step.record, Replied):
                # Counted first: a guess is spent by being sent, whatever becomes of it.
                self._store.put(_tries_key(step.record.locator), b"%d" % step.record.tries)
            self.begin(step.record)
        if isinstance(step.record, Keyed | Paired):
            context.state.keys = step.record.keys
        if step.do is not None:
            await context.send(step.do, **(step.fields or {}))

    @staticmethod
    def tries(store: Store, locator: str) -> int:
        """Returns how many m2 a store has sent for a code.

        Raises:
            PartnerError: "spent" if there is no guess left.
        """
        tries = int(store.get(_tries_key(locator)) or b"0")
        if tries >= MOST_TRIES:
            raise PartnerError("spent")
        return tries


def _tries_key(locator: str) -> str:
    return f"tries/{locator}"
