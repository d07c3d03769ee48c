"""What one participant sees of a session, and waiting for it to change."""

import asyncio
from collections.abc import Callable
from typing import Self

from overture_partner.errors import Gone, PartnerError
from overture_partner.model.document import Questions
from overture_partner.model.mutual_items import Act
from overture_partner.model.next_round_act import Held
from overture_partner.model.precedence import Stands
from overture_partner.model.standing import Known
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import SectionView, View
from overture_partner.net.hub_client import Hub, Seat
from overture_partner.net.socket import Link, Wire
from overture_partner.protocol.pairing import Role, pictures
from overture_partner.session.chapters import Chapters
from overture_partner.session.desk import Desk
from overture_partner.session.fork_check import Heads
from overture_partner.session.history import Memory
from overture_partner.session.notes import Note
from overture_partner.session.notices import Notices
from overture_partner.session.pairing_flow import MOST_CODES
from overture_partner.session.pairing_work import Pairing
from overture_partner.session.rounds_mutual import Matches
from overture_partner.session.rounds_whole import Opened
from overture_partner.session.taking_time import TakingTime
from overture_partner.storage.records import Records, Store


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
        self._memory = Memory(self._records)
        self._desk = Desk(seat.role, self.wire, self._records, self._records, self._memory)
        self._pairing = Pairing(self._desk, store)
        self._chapters = Chapters(self._desk)
        self._heads = Heads(self._desk)
        self.time = TakingTime(self._desk)
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()

    @property
    def forked(self) -> bool:
        """Whether a head has ever shown that the hub shows the two different things."""
        return self._memory.forked

    @property
    def kept_back(self) -> bool:
        """Whether a head shows that the hub keeps something back from here that it has shown to the partner."""
        return self._heads.ahead

    def seen_by_them(self, chapter: str | None = None) -> int:
        """How many of one's own notices the partner has seen, which only a head proves."""
        return self._heads.proved(self._chapters.named(chapter).desk.qhash)

    @property
    def role(self) -> Role:
        return self.seat.role

    @property
    def view(self) -> View | None:
        """What is shown: once both are paired, the log joined with the newest view."""
        return self._desk.view

    @property
    def older(self) -> bool:
        """Whether the hub shows less now than it did before."""
        return self._memory.older

    @property
    def contradicted(self) -> bool:
        """Whether the hub has contradicted itself, ever."""
        return self._memory.contradicted

    @property
    def questions(self) -> Questions:
        """The question set of the first chapter. Raises PartnerError "keyless" before its name is known."""
        return self._desk.questions

    @property
    def code(self) -> str | None:
        """A, while someone may join: the code as it is read aloud. The second half is a secret of the two people."""
        return self._pairing.code

    @property
    def renewable_in(self) -> float:
        """A: seconds until a new code may be asked for."""
        return self._pairing.wait

    @property
    def codes_left(self) -> int:
        """A: how many more codes this session may have."""
        return MOST_CODES - self._pairing.codes

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
        """Whether both have proved that they hold the code. That is final."""
        return self._pairing.is_paired

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

    @property
    def chapters(self) -> tuple[Questions, ...]:
        """The question sets of the session that are known here, the first one first."""
        return tuple(chapter.questions for chapter in self._chapters if chapter.desk.known is not None)

    @property
    def altered(self) -> int:
        """How many added question sets the hub has handed out other bytes for than it named."""
        return len(self._chapters.altered)

    # `chapter` is the qhash of a chapter; without it the first is meant. Each raises Refused "not-found".

    def section(self, section: str, chapter: str | None = None) -> SectionView:
        """What the hub says of a section."""
        return self._chapters.named(chapter).desk.section(section)

    def held(self, section: str, number: int | None = None, chapter: str | None = None) -> Held:
        """What is kept here of a round, the newest by default."""
        return self._chapters.named(chapter).held(section, number)

    def result(self, section: str, number: int | None = None, chapter: str | None = None) -> Opened | None:
        """Both people's answers of a round (the newest by default), once they have been opened here."""
        return self._chapters.named(chapter).result(section, number)

    def result_before(self, section: str, number: int, chapter: str | None = None) -> Opened | None:
        """Both people's answers of the newest round before this one that was opened here."""
        return self._chapters.named(chapter).result_before(section, number)

    def newest_result(self, section: str, chapter: str | None = None) -> Opened | None:
        """Both people's answers of the newest round that was opened here."""
        return self._chapters.named(chapter).newest_result(section)

    def matches(self, section: str, number: int | None = None, chapter: str | None = None) -> Matches | None:
        """What both want in a mutual section, of a round (the newest by default), once that is known here."""
        return self._chapters.named(chapter).matches(section, number)

    def matched_acts(self, section: str, chapter: str | None = None) -> tuple[Act, ...]:
        """What both want by the newest round of a mutual section, from this person's side; empty before it is known."""
        return self._chapters.named(chapter).matched_acts(section)

    @property
    def stands(self) -> Stands:
        """Whose word stands on which act, over all chapters."""
        return self._chapters.stands()

    def note(self, section: str, chapter: str | None = None) -> Note | None:
        return self._chapters.named(chapter).notes.newest.get(section)

    def known(self, chapter: str | None = None) -> Known:
        """What a chapter comes to, for `standing_lines`."""
        return self._chapters.known(chapter)

    def is_elsewhere(self, section: str, chapter: str | None = None) -> bool:
        """Whether another device of this seat has sealed the newest round, as far as the hub says."""
        return self._chapters.named(chapter).desk.is_elsewhere(section)

    def is_broken(self, section: str, chapter: str | None = None) -> bool:
        """Whether the newest round can never be opened here."""
        return self._chapters.named(chapter).is_broken(section)

    @property
    def notices(self) -> Notices:
        """Of the first chapter."""
        return self.notices_of()

    def notices_of(self, chapter: str | None = None) -> Notices:
        return self._chapters.named(chapter).notices

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

    async def opened(self, section: str, seconds: float | None = None, chapter: str | None = None) -> Opened:
        """Waits until a section's newest round is open. Raises PartnerError "broken" if it never will be."""
        at = self._chapters.named(chapter)
        await self.wait_for(lambda _: at.result(section) is not None or at.is_broken(section), seconds)
        result = at.result(section)
        if result is None:
            raise PartnerError("broken")
        return result

    async def matched(self, section: str, seconds: float | None = None, chapter: str | None = None) -> Matches:
        """The same for a mutual section: waits until it is known what both want. Raises PartnerError "broken"."""
        at = self._chapters.named(chapter)
        await self.wait_for(lambda _: at.matches(section) is not None or at.is_broken(section), seconds)
        found = at.matches(section)
        if found is None:
            raise PartnerError("broken")
        return found

    # How others hear of a change

    def on_view(self, view: View, boxes: dict[str, bytes]) -> None:
        """The wire's word. A view that can be none, or of another seat, is refused whole."""
        if view.role != self.role or not is_sound(view):
            self._memory.contradict()
            self._stir()
            return
        self._desk.boxes.update(boxes)
        self._pairing.hear(view)
        self._desk.heard = view
        self._desk.view = self._memory.take(view) if self._pairing.is_paired else view
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
