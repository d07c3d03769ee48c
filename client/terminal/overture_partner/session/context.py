"""What the parts of a participant share: the socket, the records, the newest view, the keys and the boxes fetched so
far.

There is one context for each chapter. All of them share everything but the question set and the records of the rounds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from overture_partner.errors import PartnerError, Refused
from overture_partner.model.acknowledged import Acknowledged
from overture_partner.model.document import Questions, Section
from overture_partner.model.heads import Head, own_head
from overture_partner.model.scene import shown as shown_scene
from overture_partner.model.scene import stopped
from overture_partner.model.view_schema import digests_in
from overture_partner.model.views import ChapterView, Scene, SectionView, View
from overture_partner.net.socket import HubSocket
from overture_partner.protocol.box import Place, peer_of
from overture_partner.protocol.encoding import from_base64url
from overture_partner.protocol.pairing import Keys, Role
from overture_partner.session.history import History
from overture_partner.storage.records import Records

NOT_NOW = frozenset({"paused", "not-ready", "too-early", "stale", "closed", "not-now", "taken"})
"""Refusals that only mean: the session has moved on, and the next view shows how."""


@dataclass
class SessionState:
    """What changes while the session goes on, one for all chapters: keys, the shown view, and the view as the hub sent
    it. `request_step` makes the participant look at it anew.
    """

    keys: Keys | None = None
    view: View | None = None
    hub_view: View | None = None
    request_step: Callable[[], None] = field(default=lambda: None, repr=False)


@dataclass
class Context:
    """One chapter as all of its parts see it.

    Attributes:
        role: One's own seat.
        socket: The connection to the hub.
        session: The records of the session.
        records: The records of this chapter; those of the session for the first.
        history: The log, and the boxes that this seat has made.
        question_set: The question set, once its hash is checked. B learns the name of the first one from the hub, and
            pairing proves it.
        state: Shared by all chapters.
        boxes: Boxes by digest, as far as they were fetched.
    """

    role: Role
    socket: HubSocket
    session: Records
    records: Records
    history: History
    question_set: Questions | None = None
    state: SessionState = field(default_factory=SessionState, repr=False)
    boxes: dict[str, bytes] = field(default_factory=dict, repr=False)

    def for_chapter(self, question_set: Questions) -> Self:
        """Makes the context of an added chapter.

        Args:
            question_set: Its question set.
        """
        return replace(self, question_set=question_set, records=self.session.under(question_set.qhash))

    @property
    def keys(self) -> Keys | None:
        """The keys that pairing gave; None before."""
        return self.state.keys

    @property
    def view(self) -> View | None:
        """What is shown: once both are paired, the log joined with the newest view."""
        return self.state.view

    @property
    def hub_view(self) -> View | None:
        """The newest view as the hub sent it."""
        return self.state.hub_view

    @property
    def questions(self) -> Questions:
        """The question set.

        Raises:
            PartnerError: "keyless" before it is loaded.
        """
        if self.question_set is None:
            raise PartnerError("keyless")
        return self.question_set

    @property
    def qhash(self) -> str:
        """The name of the question set, in base64url."""
        return self.questions.qhash

    @property
    def sections_with_box(self) -> list[str]:
        """The ids of the sections with a box, in the order of the document."""
        return [section.id for section in self.questions.document.sections if section.has_box]

    def head(self) -> Head:
        """Makes the head of one's own log, to seal with answers and notices.

        Source: docs/protocol.md, "Heads".
        """
        return own_head(self.history.log, self.role, self.qhash, self.sections_with_box)

    @property
    def paused(self) -> bool:
        """Whether anyone has paused. One's own pause counts before the hub has acknowledged it."""
        hub_view = self.view is not None and (self.view.paused.them or self.view.paused.me is not None)
        return hub_view or bool(self.session.get("pause", str))

    @property
    def scene(self) -> Scene:
        """The scene as this client knows it. A pause stops it before the hub has acknowledged it."""
        record, received = self.history.scene, Scene() if self.view is None else self.view.scene
        return shown_scene(stopped(record) if self.paused else record, received)

    @property
    def halted(self) -> bool:
        """Whether nothing is sealed or opened: either has paused, or has stopped the scene."""
        return self.paused or self.scene.state == "stopped"

    def place(self, section: str, *, mine: bool = True) -> Place:
        """Names the place of a box.

        Args:
            section: The id of the section; empty for boxes of the whole chapter.
            mine: Whether this seat seals, and not the partner.

        Raises:
            PartnerError: "keyless" before pairing.
        """
        if self.keys is None:
            raise PartnerError("keyless")
        role = self.role if mine else peer_of(self.role)
        return Place(self.keys, role, from_base64url(self.qhash), section)

    async def box(self, digest: str) -> bytes:
        """Loads a box: one's own from the records, one that came with a view from memory, and any other from the hub.

        Args:
            digest: Base64url of its hash.

        Returns:
            The bytes.

        Raises:
            Refused: "not-found" if the hub withholds it.
        """
        if digest not in self.boxes:
            self.boxes[digest] = self.history.made.get(digest) or await self.socket.fetch(digest)
        return self.boxes[digest]

    def keep_boxes(self, boxes: dict[str, bytes]) -> None:
        """Keeps in memory what the shown view names, and nothing else, as a hub can name boxes without end.

        Args:
            boxes: Those that came with the newest view, by digest, which has been checked.
        """
        named = set() if self.view is None else digests_in(self.view)
        self.boxes.update(boxes)
        for digest in self.boxes.keys() - named:
            del self.boxes[digest]

    def acknowledge(self, section: str, added: Acknowledged) -> None:
        """Keeps what the hub has acknowledged as seen, and shows it where the hub does not.

        Args:
            section: The id of the section; empty for a notice.
            added: What was sent.
        """
        shown = self.history.acknowledge(self.qhash, section, added)
        if shown is not None:
            self.state.view = shown
            self.keep_boxes({})
            self.state.request_step()

    def store_box(self, section: str, number: int, box: bytes) -> str:
        """Stores a box of one's own, which is done before it is sent.

        Args:
            section: The id of the section for which it was sealed; empty for a box of the whole chapter.
            number: Its round, or its own number.
            box: The box.

        Returns:
            Its digest in base64url.
        """
        return self.history.made.add(box, self.qhash, section, number)

    async def send(self, do: str, **fields: object) -> bool:
        """Sends a command that the newest view calls for.

        Args:
            do: The name of the command.
            fields: Its other fields.

        Returns:
            False if the hub refused: the session has moved on, or the hub lies. The next view calls for it again.

        Raises:
            Refused: Any other refusal, as long as there are no keys: its person can still begin anew.
        """
        try:
            await self.socket.request(do, **fields)
        except Refused as refused:
            if self.keys is None and refused.code not in NOT_NOW:
                raise
            return False
        return True

    def ensure_may_write(self) -> None:
        """Checks that something may be sealed, written or agreed now.

        Raises:
            Refused: "paused", or "not-now" in a scene, running or stopped.
        """
        if self.paused:
            raise Refused("paused")
        if self.scene.goes_on:
            raise Refused("not-now")

    @property
    def chapter(self) -> ChapterView | None:
        """This chapter in the shown view."""
        return None if self.view is None or self.question_set is None else self.view.chapter(self.question_set.qhash)

    def is_elsewhere(self, section: str) -> bool:
        """Whether another device of this seat has sealed the newest round; or the hub lies, which looks the same."""
        return self.commit_elsewhere(section) is not None

    def commit_elsewhere(self, section: str) -> str | None:
        """Returns the commit of this seat to the newest round that the hub claims and this client has not made.

        Args:
            section: The id of the section.

        Returns:
            Its digest in base64url; None if there is none.

        Raises:
            Refused: "not-found".
        """
        chapter = None if self.hub_view is None else self.hub_view.chapter(self.qhash)
        in_hub_view = None if chapter is None else chapter.section(section)
        shown = self.section(section)
        if in_hub_view is None or in_hub_view.round != shown.round or shown.mine.commit is not None:
            return None
        return None if in_hub_view.mine.commit in self.history.made else in_hub_view.mine.commit

    @property
    def sections(self) -> tuple[SectionView, ...]:
        """The sections of this chapter in the shown view; empty before there is one."""
        return () if self.chapter is None else self.chapter.sections

    def section(self, section: str) -> SectionView:
        """Returns a section as the shown view has it.

        Raises:
            Refused: "not-found".
        """
        found = None if self.chapter is None else self.chapter.section(section)
        if found is None:
            raise Refused("not-found")
        return found

    def document_section(self, section: str) -> Section:
        """Returns a section as the document has it.

        Raises:
            Refused: "not-found".
        """
        found = self.questions.section(section)
        if found is None:
            raise Refused("not-found")
        return found
