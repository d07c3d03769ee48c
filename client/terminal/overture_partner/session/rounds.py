"""Seals, releases and opens sections: runs the acts of next_round_act, and stores each before it is sent.

What is stored and made differs between a section that opens whole and a mutual one (rounds_whole, rounds_mutual); when
it is sent does not. Source: docs/protocol.md, "Sealed answers" and "Mutual sections".
"""

from typing import Literal

import msgspec

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers
from overture_partner.model.next_round_act import Held, RoundAct, RoundFacts, next_round_act
from overture_partner.model.views import RoundView, SectionView, Slots, View
from overture_partner.protocol.encoding import H32, ProtocolError, base64url
from overture_partner.session.context import Context
from overture_partner.session.rounds_mutual import MutualRounds
from overture_partner.session.rounds_whole import WholeRounds
from overture_partner.storage.records import round_key


class Rounds:
    """The rounds of one chapter. `number` is the round of a section, from 1."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.whole = WholeRounds(context)
        self.mutual = MutualRounds(context)

    def seal(self, section: str, answers: Answers) -> int:
        """Stores one's own sealed answers to the newest asking; `work` sends them.

        Args:
            section: The id of the section.
            answers: One's answers.

        Returns:
            The round, from 1.

        Raises:
            Refused: "paused", "not-now" (a scene is running), "not-ready", "taken" (sealed already), "closed",
                "not-found", "too-long" or "bad-content".
        """
        context = self._context
        there, asked = context.section(section), context.document_section(section)
        context.ensure_may_write()
        if there.reveal != asked.reveal or not asked.has_box:
            raise Refused("not-found")
        if context.view is None or not context.view.ready.both:
            raise Refused("not-ready")
        if there.state != "open" or context.is_elsewhere(section) or self.held(section, there.round).commit is not None:
            raise Refused("closed" if there.state == "broken" else "taken")
        try:
            self._kind(section).seal(section, there.round, answers)
        except ProtocolError as error:
            raise Refused(error.kind.replace(" ", "-")) from None
        return there.round

    def held(self, section: str, number: int) -> Held:
        """Returns what is stored of a round."""
        kind = self._kind(section)
        own = kind.commit(section, number)
        return Held(
            commit=None if own is None else base64url(H32(own)),
            inner=kind.has_theirs(section, number),
            opened=kind.is_opened(section, number),
            broken=self._context.records.get(round_key("broken", section, number), str),
            released=self._context.records.get(round_key("release", section, number), bytes) is not None,
        )

    async def work(self) -> None:
        """Does everything that is due in every section, in the newest round and in earlier ones."""
        view, chapter = self._context.view, self._context.chapter
        if view is None or chapter is None or self._context.keys is None:
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
        """Takes one round of a section as far as it can go now."""
        while True:
            act = self._next(view, section, asked)
            match act:
                case "nothing" | "elsewhere" | "shut":
                    # What a round that was shut needs no more ends with the process, as all that a terminal keeps.
                    return
                case "commit" | "release":
                    await self._send_own_box(act, section.id, asked.round)
                    return
                case "report":
                    await self._send_for_round("broken", section.id, asked.round)
                    return
                case "open-commit" | "open-release":
                    await self._open(act, view, section, asked)

    def _next(self, view: View, section: SectionView, asked: RoundView) -> RoundAct:
        """Decides what comes next, as things stand now."""
        context, is_newest = self._context, asked is section
        elsewhere = context.commit_elsewhere(section.id) if is_newest else None
        return next_round_act(
            RoundFacts(
                held=self.held(section.id, asked.round),
                shown=asked if elsewhere is None else msgspec.structs.replace(asked, mine=Slots(elsewhere)),
                mutual=self._kind(section.id) is self.mutual,
                paused=context.paused,
                scene=view.scene.running,
                ready=view.ready.both,
                newest=is_newest,
            )
        )

    async def _send_own_box(self, do: Literal["commit", "release"], section: str, number: int) -> None:
        """A release is only ever sent with what was in the partner's commit in store, out of one that was sound."""
        kind = self._kind(section)
        box = kind.commit(section, number) if do == "commit" else kind.release(section, number)
        assert box is not None
        self._context.store_box(box)
        await self._send_for_round(do, section, number, box=base64url(box))

    async def _open(
        self, act: Literal["open-commit", "open-release"], view: View, section: SectionView, asked: RoundView
    ) -> None:
        """Opens a box of the partner's, or stores why the round can never be opened."""
        theirs = asked.theirs or Slots()
        name = theirs.commit if act == "open-commit" else theirs.release
        assert name is not None
        box = await self._context.box(name)
        if act == "open-release" and self._next(view, section, asked) != act:
            # While the box was fetched, somebody has paused. What is in a commit shows nothing of anybody's answers.
            return
        kind = self._kind(section.id)
        try:
            if act == "open-commit":
                kind.accept_commit(section.id, asked.round, box)
            else:
                kind.accept_release(section.id, asked.round, box)
        except ProtocolError as error:
            self._context.records.insert(round_key("broken", section.id, asked.round), error.kind)
            self.mutual.erase(section.id, asked.round)

    async def _send_for_round(self, do: str, section: str, number: int, **fields: object) -> None:
        await self._context.send(do, chapter=self._context.qhash, section=section, round=number, **fields)

    def _kind(self, section: str) -> WholeRounds | MutualRounds:
        """Which of the two a section is: the document decides, whatever the hub claims."""
        return self.mutual if self._context.document_section(section).reveal == "mutual" else self.whole
