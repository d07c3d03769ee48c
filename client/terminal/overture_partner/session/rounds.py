"""Sealing, releasing and opening the sections: the acts that rounds_flow decides on, each stored before it is sent.

What is stored and made differs between a section that opens whole and a mutual one (rounds_whole, rounds_mutual); when
it is said does not.
"""

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers
from overture_partner.model.rounds_flow import Act, Held, next_act
from overture_partner.model.views import RoundView
from overture_partner.protocol.encoding import H32, ProtocolError, base64url
from overture_partner.session.context import Context
from overture_partner.session.rounds_mutual import MutualRounds
from overture_partner.session.rounds_whole import WholeRounds
from overture_partner.storage.records import round_key


class Rounds:
    """`number` is the round of a section, from 1."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.whole = WholeRounds(context)
        self.mutual = MutualRounds(context)

    def seal(self, section: str, answers: Answers) -> int:
        """Stores one's own sealed answers to the newest asking; `work` sends them. Gives the round.

        Raises Refused: "paused", "not-now" (a scene is running), "not-ready", "taken" (sealed already), "closed",
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
        """What is stored of a round."""
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
        """Does everything that is due in every section, this round and earlier ones."""
        view, chapter = self._context.view, self._context.chapter
        if view is None or chapter is None or self._context.keys is None:
            return
        for section in chapter.sections:
            for asked in (*section.earlier, section):
                may_seal = view.ready.both and not view.scene.running and asked is section
                may_seal = may_seal and not self._context.is_elsewhere(section.id)
                try:
                    held = self.held(section.id, asked.round)
                    await self._do(
                        next_act(asked, held, may_seal=may_seal, paused=self._context.paused), section.id, asked
                    )
                except Refused as refused:
                    # A hub that keeps a box back can delay, and nothing more: it is asked again with the next view.
                    if refused.code != "not-found":
                        raise

    async def _do(self, act: Act, section: str, asked: RoundView) -> None:
        match act:
            case Act.WAIT:
                return
            case Act.COMMIT:
                box = self._kind(section).commit(section, asked.round)
                assert box is not None
                self._context.store_box(box)
                await self._tell("commit", section, asked.round, box=base64url(box))
            case Act.OPEN_COMMIT:
                await self._open_commit(section, asked)
            case Act.RELEASE:
                await self._release(section, asked.round)
            case Act.OPEN_RELEASE:
                await self._open_release(section, asked)
            case Act.REPORT:
                await self._tell("broken", section, asked.round)

    async def _open_commit(self, section: str, asked: RoundView) -> None:
        assert asked.theirs is not None
        assert asked.theirs.commit is not None
        box = await self._context.box(asked.theirs.commit)
        try:
            self._kind(section).take_commit(section, asked.round, box)
        except ProtocolError as error:
            await self._break(section, asked.round, error)
            return
        if not self._context.paused:
            await self._release(section, asked.round)

    async def _release(self, section: str, number: int) -> None:
        """Only ever reached with what was in the partner's commit in store, out of one that was theirs and sound."""
        box = self._kind(section).release(section, number)
        self._context.store_box(box)
        await self._tell("release", section, number, box=base64url(box))

    async def _open_release(self, section: str, asked: RoundView) -> None:
        assert asked.theirs is not None
        assert asked.theirs.release is not None
        box = await self._context.box(asked.theirs.release)
        if self._context.paused:
            return
        try:
            self._kind(section).take_release(section, asked.round, box)
        except ProtocolError as error:
            await self._break(section, asked.round, error)

    async def _break(self, section: str, number: int, error: ProtocolError) -> None:
        self._context.records.insert(round_key("broken", section, number), error.kind)
        self.mutual.erase(section, number)
        await self._tell("broken", section, number)

    async def _tell(self, do: str, section: str, number: int, **fields: object) -> None:
        await self._context.send(do, chapter=self._context.qhash, section=section, round=number, **fields)

    def _kind(self, section: str) -> WholeRounds | MutualRounds:
        """Which of the two a section is says the document, whatever the hub says."""
        return self.mutual if self._context.document_section(section).reveal == "mutual" else self.whole
