"""What one participant sees of a session, and waiting for it to change."""

import asyncio
from collections.abc import Callable
from typing import Self

from overture_partner.desk import Desk
from overture_partner.document import Questions
from overture_partner.errors import Gone, PartnerError
from overture_partner.hub import Hub, Seat
from overture_partner.mutual_items import Act, is_limited, limits_of, limits_told
from overture_partner.notes import Note, Notes
from overture_partner.notices import Notices
from overture_partner.pairing_work import Pairing
from overture_partner.protocol.pairing import Role, pictures
from overture_partner.rounds import Rounds
from overture_partner.rounds_flow import Held
from overture_partner.rounds_mutual import Matches
from overture_partner.rounds_whole import Opened
from overture_partner.store import Records, Store
from overture_partner.views import SectionView, View
from overture_partner.wire import Link, Wire


class Watching:
    """The part of `Participant` that changes nothing."""

    def __init__(self, hub: Hub, seat: Seat, store: Store) -> None:
        self.hub = hub
        self.seat = seat
        self.link: Link = "connecting"
        self.failure: Exception | None = None
        """Why this participant has stopped, if it was not by the session's end."""
        self._store = store
        self._records = Records(store, seat.id)
        self.wire = Wire(hub, seat, self)
        self._desk = Desk(seat.role, self.wire, self._records)
        self._pairing = Pairing(self._desk, store)
        self._rounds = Rounds(self._desk)
        self._notes = Notes(self._desk)
        self._notices = Notices(self._desk)
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()

    @property
    def role(self) -> Role:
        return self.seat.role

    @property
    def view(self) -> View | None:
        return self._desk.view

    @property
    def questions(self) -> Questions:
        """The question set. Raises PartnerError "keyless" before its name is known."""
        return self._desk.questions

    @property
    def code(self) -> str | None:
        """A, while someone may join: the code as it is read aloud. The second half is a secret of the two people."""
        return self._pairing.code

    @property
    def join_link(self) -> str | None:
        """A, while someone may join: the link that holds the code, its second half behind the "#"."""
        code = self._pairing.code
        return None if code is None else f"{self.hub.base}/j/{code.replace('-', '#')}"

    @property
    def problem(self) -> str | None:
        """Why pairing failed: "wrong-code", "different-questions", "bad-pairing", "spent" or "rejected"."""
        if self.link == "rejected":
            return self._pairing.problem or ("wrong-code" if self._pairing.has_replied else "rejected")
        return self._pairing.problem

    @property
    def is_paired(self) -> bool:
        """Whether both have proved that they hold the code."""
        return self._desk.keys is not None and self.view is not None and self.view.pairing is None

    @property
    def pictures(self) -> tuple[int, ...]:
        """Eight places in the picture table, to compare with the partner's. Raises PartnerError "keyless"."""
        if self._desk.keys is None:
            raise PartnerError("keyless")
        return pictures(self._desk.keys.sas)

    @property
    def paused_by_me(self) -> bool:
        return bool(self._records.get("pause", str)) or (self.view is not None and self.view.paused.me is not None)

    @property
    def paused_by_them(self) -> bool:
        return self.view is not None and self.view.paused.them

    @property
    def is_paused(self) -> bool:
        """Whether anyone has paused, as far as is known here."""
        return self._desk.paused

    def section(self, section: str) -> SectionView:
        """What the hub says of a section. Raises Refused "not-found"."""
        return self._desk.section(section)

    def held(self, section: str, number: int | None = None) -> Held:
        """What is kept here of a round, the newest by default."""
        return self._rounds.held(section, number or self.section(section).round)

    def result(self, section: str, number: int | None = None) -> Opened | None:
        """Both people's answers of a round (the newest by default), once they have been opened here."""
        return self._rounds.whole.opened(section, number or self.section(section).round)

    def matches(self, section: str, number: int | None = None) -> Matches | None:
        """What both want in a mutual section, of a round (the newest by default), once that is known here."""
        return self._rounds.mutual.matches(section, number or self.section(section).round)

    def matched_acts(self, section: str) -> tuple[Act, ...]:
        """What both want by the newest round of a mutual section, from this person's side; empty before it is known."""
        found = self.matches(section)
        return () if found is None else tuple(act for act in self._rounds.mutual.acts(section) if act.id in found.ids)

    def is_limited(self, act: Act) -> bool:
        """Whether either has set a limit on this act, in any section that was opened here or in a notice."""
        document, limits = self.questions.document, limits_told(self._notices.mine, self._notices.theirs)
        for section in document.sections:
            there = None if self._desk.chapter is None else self._desk.chapter.section(section.id)
            opened = (self.result(section.id, number) for number in range(there.round, 0, -1)) if there else iter(())
            newest = next((result for result in opened if result is not None), None)
            if newest is not None:
                limits |= limits_of(document, section, newest.mine, newest.theirs)
        return is_limited(act, limits)

    def note(self, section: str) -> Note | None:
        return self._notes.newest.get(section)

    @property
    def notices(self) -> Notices:
        return self._notices

    # What is waited for

    async def wait_for(self, predicate: "Callable[[Self], object]", seconds: float | None = None) -> None:
        """Returns once `predicate(self)` is true; it is asked again after every change.

        Raises Gone if the session ended first, PartnerError if this participant has stopped, TimeoutError.
        """
        async with asyncio.timeout(seconds):
            while not predicate(self):
                if self.failure is not None:
                    raise self.failure
                if self.link in ("gone", "rejected"):
                    raise Gone(self.link)
                await self._changed.wait()

    async def paired(self, seconds: float | None = None) -> None:
        """Raises PartnerError with `problem` if it cannot succeed with this code any more (A: "spent", see `renew`)."""
        try:
            await self.wait_for(lambda me: me.is_paired or me._pairing.is_over, seconds)
        except Gone:
            raise PartnerError(self.problem or "gone") from None
        if not self.is_paired:
            raise PartnerError(self.problem or "keyless")

    async def opened(self, section: str, seconds: float | None = None) -> Opened:
        """Waits until a section's newest round is open. Raises PartnerError "broken" if it never will be."""
        await self.wait_for(lambda me: me.result(section) is not None or me.is_broken(section), seconds)
        result = self.result(section)
        if result is None:
            raise PartnerError("broken")
        return result

    async def matched(self, section: str, seconds: float | None = None) -> Matches:
        """The same for a mutual section: waits until it is known what both want. Raises PartnerError "broken"."""
        await self.wait_for(lambda me: me.matches(section) is not None or me.is_broken(section), seconds)
        found = self.matches(section)
        if found is None:
            raise PartnerError("broken")
        return found

    def is_broken(self, section: str) -> bool:
        """Whether the newest round can never be opened here."""
        if self.held(section).opened:
            return False
        return self.held(section).broken is not None or (
            self.section(section).state == "broken" and not self._may_still_open(section)
        )

    def _may_still_open(self, section: str) -> bool:
        there = self.section(section)
        return there.theirs is not None and there.theirs.release is not None and there.mine.release is not None

    # How others hear of a change

    def on_view(self, view: View, boxes: dict[str, bytes]) -> None:
        """The wire's word."""
        self._desk.view = view
        self._desk.boxes.update(boxes)
        self._stir()

    def on_link(self, link: Link) -> None:
        """The wire's word."""
        self.link = link
        self._tell_change()

    def _stir(self) -> None:
        self._wake.set()
        self._tell_change()

    def _tell_change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
