"""The state of one participant: what its client knows of the session, and waiting until that changes."""

import asyncio
import time
from collections.abc import Callable
from typing import Self

from overture_partner.errors import Gone, PartnerError
from overture_partner.model.clocks import LONGEST_LIFE, Clocks, Lifetime, Measure, measured
from overture_partner.model.document import Questions
from overture_partner.model.standing import ChapterResults
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import Scene, View
from overture_partner.net.hub_client import HubClient, Seat
from overture_partner.net.socket import HubSocket, Link
from overture_partner.protocol.pairing import Role, pictures
from overture_partner.session.chapters import Chapter, Chapters
from overture_partner.session.context import Context
from overture_partner.session.fork_check import ForkCheck
from overture_partner.session.history import History
from overture_partner.session.pairing_flow import MOST_CODES
from overture_partner.session.pairing_work import Pairing
from overture_partner.session.resume_time import ResumeTime
from overture_partner.session.talk_flow import TalkFlow
from overture_partner.storage.records import Records, Store


class ParticipantState:
    """The part of `Participant` that knows the hub, the pairing and the pause, and receives what the socket brings.

    Attributes:
        hub: The HTTP client of the hub.
        seat: The seat of this participant, with its secret token.
        link: The state of the connection.
        failure: Why this participant has stopped, if it was not because the session ended.
        socket: The connection to the hub.
        history: The log, and what it has shown about the hub.
        fork_check: What the heads of the partner have proved so far.
        resume_time: When to look again after a pause.
        talk: The talk through the open points.
    """

    def __init__(self, hub: HubClient, seat: Seat, store: Store) -> None:
        self.hub = hub
        self.seat = seat
        self.link: Link = "connecting"
        self.failure: Exception | None = None
        self._store = store
        self._records = Records(store, seat.id)
        self.socket = HubSocket(hub, seat, self)
        self.history = History(self._records)
        self._context = Context(seat.role, self.socket, self._records, self._records, self.history)
        self._pairing = Pairing(self._context, store)
        self._chapters = Chapters(self._context)
        self.fork_check = ForkCheck(self._context)
        self.resume_time = ResumeTime(self._context)
        self.talk = TalkFlow(self._context)
        self._measure: Measure | None = None
        """When the hub has told its time last, of what can be right."""
        self._context.state.request_step = self._request_step
        self._wake = asyncio.Event()
        self._changed = asyncio.Event()

    def seen_by_them(self, chapter: str | None = None) -> int:
        """Returns how many of one's own notices the partner has seen, which only a head proves."""
        return self.fork_check.proved(self.chapter(chapter).context.qhash)

    @property
    def clocks(self) -> Clocks:
        """What this machine's clock and the hub's say now."""
        hub = None if self._measure is None else self._measure.time_by(time.monotonic())
        return Clocks(time.time(), hub, self._lifetime)

    @property
    def _lifetime(self) -> Lifetime:
        ends = 0 if self._context.hub_view is None else self._context.hub_view.expires
        return Lifetime(self._records.get("began", int) or ends - LONGEST_LIFE, ends)

    @property
    def role(self) -> Role:
        """One's own seat."""
        return self.seat.role

    @property
    def view(self) -> View | None:
        """What is shown: once both are paired, the log joined with the newest view."""
        return self._context.view

    @property
    def questions(self) -> Questions:
        """The question set of the first chapter.

        Raises:
            PartnerError: "keyless" before its name is known.
        """
        return self._context.questions

    @property
    def code(self) -> str | None:
        """A, while someone may join: the code as it is read aloud. Its second half is a secret of the two people."""
        return self._pairing.code

    @property
    def renewable_in(self) -> float:
        """A: seconds until a new code may be requested."""
        return self._pairing.wait

    @property
    def codes_left(self) -> int:
        """A: how many more codes this session may have."""
        return MOST_CODES - self._pairing.codes

    @property
    def join_link(self) -> str | None:
        """A, while someone may join: the link that holds the code, its second half behind the "#", which browsers do
        not send.
        """
        code = self._pairing.code
        return None if code is None else f"{self.hub.base_url}/j/{code.replace('-', '#')}"

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
        """Eight indices into the table of pictures, to compare with the partner's.

        Raises:
            PartnerError: "keyless" before pairing.
        """
        if self._context.keys is None:
            raise PartnerError("keyless")
        return pictures(self._context.keys.sas)

    @property
    def paused_by_me(self) -> bool:
        """Whether this person has paused, acknowledged by the hub or not."""
        return bool(self._records.get("pause", str)) or (self.view is not None and self.view.paused.me is not None)

    @property
    def paused_by_them(self) -> bool:
        """Whether the partner has paused."""
        return self.view is not None and self.view.paused.them

    @property
    def is_paused(self) -> bool:
        """Whether anyone has paused, as far as is known here."""
        return self._context.paused

    @property
    def scene(self) -> Scene:
        """The scene as this client knows it; the hub's word alone makes none run."""
        return self._context.scene

    @property
    def chapters(self) -> tuple[Questions, ...]:
        """The question sets of the session that are loaded here, the first one first."""
        return tuple(each.context.questions for each in self._chapters if each.context.question_set is not None)

    def chapter(self, qhash: str | None = None) -> Chapter:
        """Returns a chapter.

        Args:
            qhash: Its name; the first chapter by default.

        Raises:
            Refused: "not-found" for one that is not loaded here.
        """
        return self._chapters.named(qhash)

    def chapter_results(self, qhash: str) -> ChapterResults:
        """Collects what a chapter comes to, as input for `standing_lines`."""
        return self._chapters.chapter_results(qhash)

    def all_chapter_results(self) -> list[ChapterResults]:
        """Collects what every chapter comes to, in their order, as input for `card_lines`."""
        return self._chapters.all_chapter_results()

    @property
    def altered(self) -> int:
        """How many added question sets the hub has served with other bytes than it named."""
        return len(self._chapters.altered)

    # Waiting

    async def wait_for(self, predicate: "Callable[[Self], object]", seconds: float | None = None) -> None:
        """Waits for a condition, which is checked again after every change.

        Args:
            predicate: The condition, called with this participant.
            seconds: How long to wait; for ever by default.

        Raises:
            Gone: The session ended first.
            PartnerError: This participant has stopped.
            TimeoutError: The time is over.
        """
        async with asyncio.timeout(seconds):
            while not predicate(self):
                if self.failure is not None:
                    raise self.failure
                if self.link in ("gone", "rejected"):
                    raise Gone(self.link)
                await self._changed.wait()

    async def paired(self, seconds: float | None = None) -> None:
        """Waits until both are paired.

        Args:
            seconds: How long to wait; for ever by default.

        Raises:
            PartnerError: With `problem` as its code if this code can no longer succeed (A: "spent", see `renew`).
            TimeoutError: The time is over.
        """
        try:
            await self.wait_for(lambda me: me.is_paired or me._pairing.is_over, seconds)
        except Gone:
            raise PartnerError(self.problem or "gone") from None
        if not self.is_paired:
            raise PartnerError(self.problem or "keyless")

    # What the socket receives

    def on_view(self, view: View, boxes: dict[str, bytes]) -> None:
        """Receives a view from the socket. A view that is not sound, or is for another seat, is refused whole."""
        if view.role != self.role or not is_sound(view):
            self.history.contradict()
            self._request_step()
            return
        self._pairing.receive(view)
        self._context.state.hub_view = view
        self._context.state.view = self.history.merge(view) if self._pairing.is_paired else view
        self._context.keep_boxes(boxes)
        self._request_step()

    def on_time(self, told: object) -> None:
        """Receives the hub's time from the socket, after a view."""
        self._measure = measured(self._measure, told, time.monotonic(), self._lifetime)
        if self._context.hub_view is not None:
            # When this participant came to the session: by the hub's clock, as its end is.
            self._records.insert("began", int(time.time()) if self._measure is None else self._measure.hub)

    def on_link(self, link: Link) -> None:
        """Receives the state of the connection from the socket."""
        self.link = link
        self._notify()

    def _request_step(self) -> None:
        self._wake.set()
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
