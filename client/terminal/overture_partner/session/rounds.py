"""Seals, releases and opens sections: runs the acts of next_round_act, and stores each before it is sent.

What is stored and made differs between a section that opens whole and a mutual one (rounds_whole, rounds_mutual); when
it is sent does not. Source: docs/protocol.md, "Sealed answers" and "Mutual sections".
"""

from functools import partial
from typing import Literal

import msgspec

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers
from overture_partner.model.log import rounds_of
from overture_partner.model.next_round_act import Held, RoundAct, RoundFacts, next_round_act
from overture_partner.model.views import RoundView, SectionView, Slots, View
from overture_partner.protocol.encoding import H32, ProtocolError, base64url
from overture_partner.session.context import Context
from overture_partner.session.rounds_mutual import MutualRound
from overture_partner.session.rounds_whole import WholeRound


class Rounds:
    """The rounds of one chapter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def whole(self, section: str, number: int) -> WholeRound:
        """Returns a round, from 1, of a section that opens whole."""
        return WholeRound(self._context, section, number)

    def mutual(self, section: str, number: int) -> MutualRound:
        """Returns a round, from 1, of a mutual section."""
        return MutualRound(self._context, section, number)

    def round(self, section: str, number: int) -> WholeRound | MutualRound:
        """Returns a round, from 1: the document decides which of the two a section is, whatever the hub claims."""
        is_mutual = self._context.document_section(section).reveal == "mutual"
        return (self.mutual if is_mutual else self.whole)(section, number)

    def seal(self, section: str, answers: Answers) -> int:
        """Stores one's own sealed answers to the newest round; `work` sends them.

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
        shown, in_document = context.section(section), context.document_section(section)
        context.ensure_may_write()
        if shown.reveal != in_document.reveal or not in_document.has_box:
            raise Refused("not-found")
        if context.view is None or not context.view.ready.both:
            raise Refused("not-ready")
        round = self.round(section, shown.round)
        if shown.state != "open" or context.is_elsewhere(section) or round.commit is not None:
            raise Refused("closed" if shown.state == "broken" else "taken")
        try:
            round.seal(answers)
        except ProtocolError as error:
            raise Refused.for_failure(error.kind) from None
        return shown.round

    def held(self, section: str, number: int) -> Held:
        """Returns what is stored of a round."""
        round = self.round(section, number)
        own = round.commit
        return Held(
            commit=None if own is None else base64url(H32(own)),
            inner=round.get(round.THEIRS, bytes) is not None,
            opened=round.is_opened,
            broken=round.get("broken", str),
            released=round.get("release", bytes) is not None,
        )

    async def work(self) -> None:
        """Does everything that is due in every section, in the newest round and in earlier ones."""
        view, chapter = self._context.view, self._context.chapter
        if view is None or chapter is None or self._context.keys is None:
            return
        for section in chapter.sections:
            for shown in rounds_of(section):
                try:
                    await self._advance(view, section, shown)
                except Refused:
                    # A hub that keeps a box back can delay, and nothing more: it is asked again with the next view.
                    continue

    async def _advance(self, view: View, section: SectionView, shown: RoundView) -> None:
        """Goes as far in one round of a section as is possible now."""
        context, round = self._context, self.round(section.id, shown.round)
        send = partial(context.send, chapter=context.qhash, section=section.id, round=shown.round)
        while True:
            act = self._next(view, section, shown)
            match act:
                case "nothing" | "elsewhere" | "shut":
                    # What a round that was shut needs no more ends with the process, as all that a terminal keeps.
                    return
                case "commit" | "release":
                    # A release is only ever made with what was in the partner's commit in store, which was sound.
                    box = round.commit if act == "commit" else round.release()
                    assert box is not None
                    context.store_box(section.id, shown.round, box)
                    await send(act, box=base64url(box))
                    return
                case "report":
                    await send("broken")
                    return
                case "open-commit" | "open-release":
                    await self._open(act, view, section, shown)

    def _next(self, view: View, section: SectionView, shown: RoundView) -> RoundAct:
        """Decides what comes next, as things stand now."""
        context, is_newest = self._context, shown is section
        elsewhere = context.commit_elsewhere(section.id) if is_newest else None
        return next_round_act(
            RoundFacts(
                held=self.held(section.id, shown.round),
                shown=shown if elsewhere is None else msgspec.structs.replace(shown, mine=Slots(elsewhere)),
                mutual=isinstance(self.round(section.id, shown.round), MutualRound),
                paused=context.halted,
                scene=context.scene.goes_on,
                ready=view.ready.both,
                newest=is_newest,
            )
        )

    async def _open(
        self, act: Literal["open-commit", "open-release"], view: View, section: SectionView, shown: RoundView
    ) -> None:
        """Opens a box of the partner's, or stores why the round can never be opened."""
        theirs = shown.theirs or Slots()
        name = theirs.commit if act == "open-commit" else theirs.release
        assert name is not None
        box = await self._context.box(name)
        if act == "open-release" and self._next(view, section, shown) != act:
            # While the box was fetched, somebody has paused. What is in a commit shows nothing of anybody's answers.
            return
        round = self.round(section.id, shown.round)
        try:
            (round.accept_commit if act == "open-commit" else round.accept_release)(box)
        except ProtocolError as error:
            round.insert("broken", error.kind)
            if isinstance(round, MutualRound):
                round.erase_secrets()
