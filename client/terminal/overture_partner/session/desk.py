"""What the parts of a participant share: the connection, the records, the newest view and the boxes seen so far.

There is one desk for each chapter. All of them share everything but the questions and the records of their rounds.
"""

from dataclasses import dataclass, field, replace
from typing import Self

from overture_partner.errors import PartnerError, Refused
from overture_partner.model.document import Questions, Section
from overture_partner.model.heads import Head, own_head
from overture_partner.model.views import ChapterView, SectionView, View
from overture_partner.net.socket import Wire
from overture_partner.protocol.box import Place, peer_of
from overture_partner.protocol.encoding import from_base64url
from overture_partner.protocol.pairing import Keys, Role
from overture_partner.session.history import Memory
from overture_partner.storage.records import Records

NOT_NOW = frozenset({"paused", "not-ready", "too-early", "stale", "closed", "not-now", "taken"})
"""Refusals that only mean: the session has moved on, and the next view says how."""


@dataclass
class Now:
    """What changes while the session goes on, the same for every chapter."""

    keys: Keys | None = None
    view: View | None = None
    heard: View | None = None


@dataclass
class Desk:
    role: Role
    wire: Wire
    session: Records
    records: Records
    """Of this chapter: the session's own for the first."""
    memory: Memory
    known: Questions | None = None
    """The question set. B hears the name of the first from the hub, and from A's own device while pairing."""
    now: Now = field(default_factory=Now, repr=False)
    boxes: dict[str, bytes] = field(default_factory=dict, repr=False)

    def beside(self, known: Questions) -> Self:
        """The desk of a chapter that was added."""
        return replace(self, known=known, records=self.session.under(known.qhash))

    @property
    def keys(self) -> Keys | None:
        return self.now.keys

    @keys.setter
    def keys(self, keys: Keys | None) -> None:
        self.now.keys = keys

    @property
    def view(self) -> View | None:
        """What is shown: once both are paired, the log joined with the newest view."""
        return self.now.view

    @view.setter
    def view(self, view: View) -> None:
        self.now.view = view

    @property
    def heard(self) -> View | None:
        """The newest view, as the hub has said it."""
        return self.now.heard

    @heard.setter
    def heard(self, view: View) -> None:
        self.now.heard = view

    @property
    def questions(self) -> Questions:
        if self.known is None:
            raise PartnerError("keyless")
        return self.known

    @property
    def qhash(self) -> str:
        """The name of the question set, as text."""
        return self.questions.qhash

    @property
    def boxed(self) -> list[str]:
        """The sections with a box, in the order of the document."""
        return [section.id for section in self.questions.document.sections if section.has_box]

    def head(self) -> Head:
        """What was seen here so far, to go with answers and notices."""
        return own_head(self.memory.log, self.role, self.qhash, self.boxed)

    @property
    def paused(self) -> bool:
        """Whether anyone has paused, as far as is known here: one's own pause counts before the hub has heard of it."""
        heard = self.view is not None and (self.view.paused.them or self.view.paused.me is not None)
        return heard or bool(self.session.get("pause", str))

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
            self.boxes[digest] = self.memory.made.get(digest) or await self.wire.fetch(digest)
        return self.boxes[digest]

    def keep(self, box: bytes) -> str:
        """Stores a box of one's own, which is done before it is sent; gives its name."""
        return self.memory.made.add(box)

    async def tell(self, do: str, **fields: object) -> bool:
        """Says what is due; False if the session has moved on meanwhile."""
        try:
            await self.wire.request(do, **fields)
        except Refused as refused:
            if refused.code in NOT_NOW:
                return False
            raise
        return True

    def may_add(self) -> None:
        """Raises Refused "paused", or "not-now" while a scene is running: then nothing is sealed, written or agreed."""
        if self.paused:
            raise Refused("paused")
        if self.view is not None and self.view.scene.running:
            raise Refused("not-now")

    @property
    def chapter(self) -> ChapterView | None:
        """What the hub says of this chapter."""
        return None if self.view is None or self.known is None else self.view.chapter(self.known.qhash)

    def is_elsewhere(self, section: str) -> bool:
        """Whether another device of this seat has sealed the newest round, or the hub says so."""
        return self.commit_elsewhere(section) is not None

    def commit_elsewhere(self, section: str) -> str | None:
        """The digest of a commit of this seat to the newest round, by the hub's word, that was not made here."""
        chapter = None if self.heard is None else self.heard.chapter(self.qhash)
        told = None if chapter is None else chapter.section(section)
        there = self.section(section)
        if told is None or told.round != there.round or there.mine.commit is not None:
            return None
        return None if told.mine.commit in self.memory.made else told.mine.commit

    def section(self, section: str) -> SectionView:
        """The hub's side of a section. Raises Refused "not-found"."""
        found = None if self.chapter is None else self.chapter.section(section)
        if found is None:
            raise Refused("not-found")
        return found

    def asked(self, section: str) -> Section:
        """The document's side of a section. Raises Refused "not-found"."""
        found = self.questions.section(section)
        if found is None:
            raise Refused("not-found")
        return found
