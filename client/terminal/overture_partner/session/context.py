"""What the parts of a participant share: the connection, the records, the newest view and the boxes seen so far.

There is one desk for each chapter. All of them share everything but the questions and the records of their rounds.
"""

from dataclasses import dataclass, field, replace
from typing import Self

from overture_partner.errors import PartnerError, Refused
from overture_partner.model.document import Questions, Section
from overture_partner.model.heads import Head, own_head
from overture_partner.model.views import ChapterView, SectionView, View
from overture_partner.net.socket import HubSocket
from overture_partner.protocol.box import Place, peer_of
from overture_partner.protocol.encoding import from_base64url
from overture_partner.protocol.pairing import Keys, Role
from overture_partner.session.history import History
from overture_partner.storage.records import Records

NOT_NOW = frozenset({"paused", "not-ready", "too-early", "stale", "closed", "not-now", "taken"})
"""Refusals that only mean: the session has moved on, and the next view says how."""


@dataclass
class SessionState:
    """What changes while the session goes on, the same for every chapter."""

    keys: Keys | None = None
    view: View | None = None
    hub_view: View | None = None


@dataclass
class Context:
    role: Role
    socket: HubSocket
    session: Records
    records: Records
    """Of this chapter: the session's own for the first."""
    history: History
    question_set: Questions | None = None
    """The question set. B hears the name of the first from the hub, and from A's own device while pairing."""
    state: SessionState = field(default_factory=SessionState, repr=False)
    boxes: dict[str, bytes] = field(default_factory=dict, repr=False)

    def for_chapter(self, question_set: Questions) -> Self:
        """The desk of a chapter that was added."""
        return replace(self, question_set=question_set, records=self.session.under(question_set.qhash))

    @property
    def keys(self) -> Keys | None:
        return self.state.keys

    @keys.setter
    def keys(self, keys: Keys | None) -> None:
        self.state.keys = keys

    @property
    def view(self) -> View | None:
        """What is shown: once both are paired, the log joined with the newest view."""
        return self.state.view

    @view.setter
    def view(self, view: View) -> None:
        self.state.view = view

    @property
    def hub_view(self) -> View | None:
        """The newest view, as the hub has said it."""
        return self.state.hub_view

    @hub_view.setter
    def hub_view(self, view: View) -> None:
        self.state.hub_view = view

    @property
    def questions(self) -> Questions:
        if self.question_set is None:
            raise PartnerError("keyless")
        return self.question_set

    @property
    def qhash(self) -> str:
        """The name of the question set, as text."""
        return self.questions.qhash

    @property
    def sections_with_box(self) -> list[str]:
        """The sections with a box, in the order of the document."""
        return [section.id for section in self.questions.document.sections if section.has_box]

    def head(self) -> Head:
        """What was seen here so far, to go with answers and notices."""
        return own_head(self.history.log, self.role, self.qhash, self.sections_with_box)

    @property
    def paused(self) -> bool:
        """Whether anyone has paused, as far as is known here: one's own pause counts before the hub has heard of it."""
        hub_view = self.view is not None and (self.view.paused.them or self.view.paused.me is not None)
        return hub_view or bool(self.session.get("pause", str))

    def place(self, section: str, role: Role | None = None) -> Place:
        """Where boxes of this seat, or of the one named, belong. Raises PartnerError "keyless" before pairing."""
        if self.keys is None:
            raise PartnerError("keyless")
        return Place(self.keys, role or self.role, from_base64url(self.qhash), section)

    def their_place(self, section: str) -> Place:
        return self.place(section, peer_of(self.role))

    async def box(self, digest: str) -> bytes:
        """The box with this name, fetched if it is not one's own and did not come with a view."""
        if digest not in self.boxes:
            self.boxes[digest] = self.history.made.get(digest) or await self.socket.fetch(digest)
        return self.boxes[digest]

    def store_box(self, box: bytes) -> str:
        """Stores a box of one's own, which is done before it is sent; gives its name."""
        return self.history.made.add(box)

    async def send(self, do: str, **fields: object) -> bool:
        """Says what is due; False if the session has moved on meanwhile."""
        try:
            await self.socket.request(do, **fields)
        except Refused as refused:
            if refused.code in NOT_NOW:
                return False
            raise
        return True

    def ensure_may_write(self) -> None:
        """Raises Refused "paused", or "not-now" while a scene is running: then nothing is sealed, written or agreed."""
        if self.paused:
            raise Refused("paused")
        if self.view is not None and self.view.scene.running:
            raise Refused("not-now")

    @property
    def chapter(self) -> ChapterView | None:
        """What the hub says of this chapter."""
        return None if self.view is None or self.question_set is None else self.view.chapter(self.question_set.qhash)

    def is_elsewhere(self, section: str) -> bool:
        """Whether the hub has a commit of this seat to the newest round that was not made here: another device has
        sealed it, or the hub says so.
        """
        chapter = None if self.hub_view is None else self.hub_view.chapter(self.qhash)
        in_hub_view = None if chapter is None else chapter.section(section)
        shown = self.section(section)
        if in_hub_view is None or in_hub_view.round != shown.round or shown.mine.commit is not None:
            return False
        return in_hub_view.mine.commit is not None and in_hub_view.mine.commit not in self.history.made

    def section(self, section: str) -> SectionView:
        """The hub's side of a section. Raises Refused "not-found"."""
        found = None if self.chapter is None else self.chapter.section(section)
        if found is None:
            raise Refused("not-found")
        return found

    def document_section(self, section: str) -> Section:
        """The document's side of a section. Raises Refused "not-found"."""
        found = self.questions.section(section)
        if found is None:
            raise Refused("not-found")
        return found
