"""Sealing, releasing and opening the sections: the acts that next_round_act decides on, each stored before it is sent.

What is stored and made differs between a section that opens whole and a mutual one (rounds_whole, rounds_mutual); when
it is sent does not.
"""

from typing import Literal

import msgspec

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers
from overture_partner.model.next_round_act import Held, RoundAct, RoundFacts, next_round_act
from overture_partner.model.views import RoundView, SectionView, Slots, View
from overture_partner.protocol.encoding import H32, ProtocolError, base64url
from overture_partner.session.desk import Desk
from overture_partner.session.rounds_mutual import MutualRounds
from overture_partner.session.rounds_whole import WholeRounds
from overture_partner.storage.records import round_key


class Rounds:
    """`number` is the round of a section, from 1."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.whole = WholeRounds(desk)
        self.mutual = MutualRounds(desk)

    def seal(self, section: str, answers: Answers) -> int:
        """Stores one's own sealed answers to the newest asking; `work` sends them. Gives the round.

        Raises Refused: "paused", "not-now" (a scene is running), "not-ready", "taken" (sealed already), "closed",
        "not-found", "too-long" or "bad-content".
        """
        desk = self._desk
        there, asked = desk.section(section), desk.asked(section)
        desk.may_add()
        if there.reveal != asked.reveal or not asked.has_box:
            raise Refused("not-found")
        if desk.view is None or not desk.view.ready.both:
            raise Refused("not-ready")
        if there.state != "open" or desk.is_elsewhere(section) or self.held(section, there.round).commit is not None:
            raise Refused("closed" if there.state == "broken" else "taken")
        try:
            self._kind(section).seal(section, there.round, answers)
        except ProtocolError as error:
            raise Refused(error.kind.replace(" ", "-")) from None
        return there.round

    def held(self, section: str, number: int) -> Held:
        """What is stored of a round."""
        kind = self._kind(section)
        own = kind.commit(section, number)
        return Held(
            commit=None if own is None else base64url(H32(own)),
            inner=kind.has_theirs(section, number),
            opened=kind.is_opened(section, number),
            broken=self._desk.records.get(round_key("broken", section, number), str),
            released=self._desk.records.get(round_key("release", section, number), bytes) is not None,
        )

    async def work(self) -> None:
        """Does everything that is due in every section, this round and earlier ones."""
        view, chapter = self._desk.view, self._desk.chapter
        if view is None or chapter is None or self._desk.keys is None:
            return
        for section in chapter.sections:
            for asked in (*section.earlier, section):
                try:
                    await self._go_on(view, section, asked)
                except Refused as refused:
                    # A hub that keeps a box back can delay, and nothing more: it is asked again with the next view.
                    if refused.code != "not-found":
                        raise

    async def _go_on(self, view: View, section: SectionView, asked: RoundView) -> None:
        """One round of a section, as far as it can go now."""
        while True:
            act = self._next(view, section, asked)
            match act:
                case "nothing" | "elsewhere" | "shut":
                    # What a round that was shut needs no more ends with the process, as all that a terminal keeps.
                    return
                case "commit" | "release":
                    await self._send(act, section.id, asked.round)
                    return
                case "report":
                    await self._tell("broken", section.id, asked.round)
                    return
                case "open-commit" | "open-release":
                    await self._open(act, view, section, asked)

    def _next(self, view: View, section: SectionView, asked: RoundView) -> RoundAct:
        """What comes next, as things stand now."""
        desk, is_newest = self._desk, asked is section
        elsewhere = desk.commit_elsewhere(section.id) if is_newest else None
        return next_round_act(
            RoundFacts(
                held=self.held(section.id, asked.round),
                shown=asked if elsewhere is None else msgspec.structs.replace(asked, mine=Slots(elsewhere)),
                mutual=self._kind(section.id) is self.mutual,
                paused=desk.paused,
                scene=view.scene.running,
                ready=view.ready.both,
                newest=is_newest,
            )
        )

    async def _send(self, do: Literal["commit", "release"], section: str, number: int) -> None:
        """A release is only ever sent with what was in the partner's commit in store, out of one that was sound."""
        kind = self._kind(section)
        box = kind.commit(section, number) if do == "commit" else kind.release(section, number)
        assert box is not None
        self._desk.keep(box)
        await self._tell(do, section, number, box=base64url(box))

    async def _open(
        self, act: Literal["open-commit", "open-release"], view: View, section: SectionView, asked: RoundView
    ) -> None:
        """Opens a box of the partner's, or stores why the round can never be opened."""
        theirs = asked.theirs or Slots()
        name = theirs.commit if act == "open-commit" else theirs.release
        assert name is not None
        box = await self._desk.box(name)
        if act == "open-release" and self._next(view, section, asked) != act:
            # While the box was fetched, somebody has paused. What is in a commit shows nothing of anybody's answers.
            return
        kind = self._kind(section.id)
        try:
            if act == "open-commit":
                kind.take_commit(section.id, asked.round, box)
            else:
                kind.take_release(section.id, asked.round, box)
        except ProtocolError as error:
            self._desk.records.insert(round_key("broken", section.id, asked.round), error.kind)
            self.mutual.erase(section.id, asked.round)

    async def _tell(self, do: str, section: str, number: int, **fields: object) -> None:
        await self._desk.tell(do, chapter=self._desk.qhash, section=section, round=number, **fields)

    def _kind(self, section: str) -> WholeRounds | MutualRounds:
        """Which of the two a section is says the document, whatever the hub says."""
        return self.mutual if self._desk.asked(section).reveal == "mutual" else self.whole
