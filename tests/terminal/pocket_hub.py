"""A hub in the same process, by the real rules, with two participants at it who have no wire: quick enough for
thousands of lies. It shows a seat something only when it is told to.
"""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

import msgspec

from overture.core import commands
from overture.core.chapter import Chapter, Section
from overture.core.encoding import digest
from overture.core.messages import parse_command
from overture.core.rules import join
from overture.core.seat import Seat
from overture.core.session import Guest, Session, new_session
from overture.core.transitions import Refused as No
from overture.core.view import advance, view_for
from overture.questions.model import QuestionSet
from overture_partner.errors import PartnerError, Refused
from overture_partner.model.document import Questions, parse_document
from overture_partner.model.pairing_record import Joining
from overture_partner.model.views import View
from overture_partner.net import hub_client
from overture_partner.protocol.encoding import base64url, from_base64url, random_bytes
from overture_partner.protocol.pairing import Role, parse_code
from overture_partner.session.pairing_flow import offer
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore

NOW = 1_800_000_000
LOCATOR = "HRWE"
ROLES: tuple[Role, ...] = ("A", "B")
ReceivedCommand = tuple[Role, str, dict[str, Any]]


class PocketSocket:
    """What a participant has in the place of a socket."""

    def __init__(self, here: "PocketHub", role: Role) -> None:
        self._here = here
        self._role = role

    async def request(self, do: str, **fields: Any) -> None:
        self._here.receive(self._role, do, fields)

    async def fetch(self, name: str) -> bytes:
        return self._here.fetch(name)


class PocketHub:
    def __init__(self, loaded: QuestionSet) -> None:
        qhash = base64url(loaded.qhash)
        self.questions: Questions = parse_document(loaded.document, qhash)
        sections = tuple(Section(one.id, one.reveal, one.pad, ids=len(one.shared_ids)) for one in loaded.sealed)
        chapter = Chapter(qhash, sections)
        self.session: Session = new_session(
            session_id="s", a_token=bytes(32), locator=LOCATOR, chapter=chapter, now=NOW, life=86_400
        )
        self.received: list[ReceivedCommand] = []
        """Everything that a participant has said."""
        self.boxes: dict[str, bytes] = {}
        self.made: dict[Role, set[str]] = {"A": set(), "B": set()}
        """The boxes that came from each seat, by the hub's own ears."""
        self.kept_back: set[str] = set()
        self.false_answer: str | None = None
        """What the next command is answered instead of being done: "ack", or the code of a refusal."""
        self.before: list[Session] = []
        """Each state that there was."""

    def receive(self, role: Role, do: str, fields: dict[str, Any]) -> None:
        self.received.append((role, do, fields))
        command = parse_command(json.dumps({"id": 1, "do": do, **fields}))
        assert isinstance(command, commands.Command), (do, fields)
        boxes = commands.boxes_in(command)
        self.made[role] |= boxes.keys()
        answer, self.false_answer = self.false_answer, None
        if answer == "ack":
            return
        if answer is not None:
            raise Refused(answer)
        after = advance(self.session, Seat[role], command, NOW)
        if isinstance(after, No):
            raise Refused(after.code)
        self.boxes |= boxes
        if after is not self.session:
            self.before.append(self.session)
            self.session = after

    def fetch(self, name: str) -> bytes:
        if name in self.kept_back or name not in self.boxes:
            raise Refused("not-found")
        return self.boxes[name]

    def invent(self, box: bytes) -> str:
        """A box of the hub's own; its name."""
        name = digest(box)
        self.boxes[name] = box
        return name

    def view(self, role: Role, session: Session | None = None) -> dict[str, Any]:
        """The truth, or what was true once."""
        shown: dict[str, Any] = json.loads(msgspec.json.encode(view_for(session or self.session, Seat[role])))
        return shown


class PocketTwo:
    """Mia, who is A, and Sam, who is B, paired and ready at a pocket hub."""

    def __init__(self, loaded: QuestionSet) -> None:
        self.hub = PocketHub(loaded)
        self.loop = asyncio.new_event_loop()
        self.mia, self.sam = self._participant("A"), self._participant("B")
        self.mia._begin_pairing(offer(LOCATOR, from_base64url(self.hub.questions.qhash)))
        self._pair()

    def run(self, work: Coroutine[Any, Any, Any]) -> bool:
        """Whether it was done; what one's own rules or the hub refuse is not."""
        try:
            self.loop.run_until_complete(work)
        except PartnerError:
            return False
        return True

    def of(self, role: Role) -> Participant:
        return self.mia if role == "A" else self.sam

    def show(self, role: Role, view: dict[str, Any]) -> None:
        """Shows a seat a view, and lets it do whatever is due."""
        me = self.of(role)
        me.on_view(msgspec.convert(view, View), {})
        self.run(me._step())

    def close(self) -> None:
        self.loop.close()

    def _participant(self, role: Role) -> Participant:
        seat = hub_client.Seat(base64url(bytes(16)), role, base64url(random_bytes(32)))
        me = Participant(hub_client.HubClient("http://127.0.0.1"), seat, MemoryStore())
        pocket_socket: Any = PocketSocket(self.hub, role)
        me.socket = me._context.socket = pocket_socket
        me._add_questions(self.hub.questions)
        return me

    def _pair(self) -> None:
        assert self.mia.code is not None
        code = parse_code(self.mia.code)
        offered = join(self.hub.session, bytes(32), NOW)
        assert isinstance(offered, Session)
        self.hub.session = offered
        assert offered.pairing is not None
        assert isinstance(offered.pairing.guest, Guest)
        self.sam._begin_pairing(Joining(code.locator, code.secret, 0))
        for role in ROLES * 3:
            self.show(role, self.hub.view(role))
        for role in ROLES * 2:
            self.run(self.of(role).ready())
            self.show(role, self.hub.view(role))
        assert self.mia.is_paired
        assert self.sam.is_paired
        self.hub.received.clear()
        self.hub.before.clear()
