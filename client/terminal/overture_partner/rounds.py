"""Sealing, releasing and opening the sections: the acts that rounds_flow decides on, each stored before it is sent."""

from dataclasses import dataclass, replace

import msgspec

from overture_partner.answers import Answers, encode_answers, validate_answers
from overture_partner.desk import Desk
from overture_partner.errors import Refused
from overture_partner.protocol.encoding import H32, ProtocolError, base64url
from overture_partner.protocol.seal import (
    Asking,
    Sealed,
    commit,
    open_commit,
    open_inner,
    open_release,
    peer_of,
    release,
)
from overture_partner.rounds_flow import Act, Held, next_act
from overture_partner.views import RoundView


class SealRecord(msgspec.Struct, frozen=True):
    """One's own answers to one asking. There is only ever one."""

    sealed: Sealed
    plaintext: bytes


@dataclass(frozen=True)
class Opened:
    """Both people's answers to one asking."""

    number: int
    mine: Answers
    theirs: Answers


class Rounds:
    """`number` is the round of a section, from 1."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def seal(self, section: str, answers: Answers) -> int:
        """Stores one's own sealed answers to the newest asking; `work` sends them. Gives the round.

        Raises Refused: "paused", "not-ready", "taken" (sealed already), "closed", "not-found", "too-long" or
        "bad-content".
        """
        desk = self._desk
        there, asked = desk.section(section), desk.asked(section)
        if desk.paused:
            raise Refused("paused")
        if there.reveal != "both" or asked.reveal != "both" or not asked.has_box:
            raise Refused("not-found")
        if desk.view is None or not desk.view.ready.both:
            raise Refused("not-ready")
        if there.state != "open" or self.held(section, there.round).commit is not None:
            raise Refused("closed" if there.state == "broken" else "taken")
        plaintext = encode_answers(answers)
        try:
            validate_answers(desk.questions.table, section, plaintext)
            sealed = commit(self._asking(section, there.round), plaintext)
        except ProtocolError as error:
            raise Refused(error.kind.replace(" ", "-")) from None
        desk.records.insert(_key("seal", section, there.round), SealRecord(sealed, plaintext))
        return there.round

    def held(self, section: str, number: int) -> Held:
        """What is stored of a round."""
        records = self._desk.records
        own = records.get(_key("seal", section, number), SealRecord)
        return Held(
            commit=None if own is None else base64url(H32(own.sealed.commit)),
            inner=records.get(_key("inner", section, number), bytes) is not None,
            opened=records.get(_key("opened", section, number), bytes) is not None,
            broken=records.get(_key("broken", section, number), str),
        )

    def opened(self, section: str, number: int) -> Opened | None:
        """Both sides, once they have been read."""
        records = self._desk.records
        own = records.get(_key("seal", section, number), SealRecord)
        theirs = records.get(_key("opened", section, number), bytes)
        if own is None or theirs is None:
            return None
        return Opened(number, self._read(section, own.plaintext), self._read(section, theirs))

    async def work(self) -> None:
        """Does everything that is due in every section, this round and earlier ones."""
        view, chapter = self._desk.view, self._desk.chapter
        if view is None or chapter is None or self._desk.keys is None:
            return
        for section in chapter.sections:
            for asked in (*section.earlier, section):
                may_seal = view.ready.both and asked is section
                held = self.held(section.id, asked.round)
                act = next_act(asked, held, may_seal=may_seal, paused=self._desk.paused)
                try:
                    await self._do(act, self._asking(section.id, asked.round), asked)
                except Refused as refused:
                    # A hub that keeps a box back can delay, and nothing more: it is asked again with the next view.
                    if refused.code != "not-found":
                        raise

    async def _do(self, act: Act, asking: Asking, asked: RoundView) -> None:
        match act:
            case Act.WAIT:
                return
            case Act.COMMIT:
                await self._tell("commit", asking, box=base64url(self._own(asking).sealed.commit))
            case Act.OPEN_COMMIT:
                await self._open_commit(asking, asked)
            case Act.RELEASE:
                await self._release(asking)
            case Act.OPEN_RELEASE:
                await self._open_release(asking, asked)
            case Act.REPORT:
                await self._tell("broken", asking)

    async def _open_commit(self, asking: Asking, asked: RoundView) -> None:
        desk = self._desk
        assert asked.theirs is not None
        assert asked.theirs.commit is not None
        box = await desk.box(asked.theirs.commit)
        try:
            inner = open_commit(_their(asking), box)
        except ProtocolError as error:
            await self._break(asking, error)
            return
        desk.records.insert(_key("inner", asking.section, asking.round), inner)
        if not desk.paused:
            await self._release(asking)

    async def _release(self, asking: Asking) -> None:
        """Only ever reached with the partner's inner box in store, out of a commit that their key opened."""
        own = self._own(asking).sealed
        box = release(asking, own.sk, own.inner, self._inner(asking))
        kept = self._desk.records.insert(_key("release", asking.section, asking.round), box)
        await self._tell("release", asking, box=base64url(kept))

    async def _open_release(self, asking: Asking, asked: RoundView) -> None:
        desk = self._desk
        assert asked.theirs is not None
        assert asked.theirs.release is not None
        box = await desk.box(asked.theirs.release)
        if desk.paused:
            return
        inner = self._inner(asking)
        try:
            sk = open_release(_their(asking), box, own_inner=self._own(asking).sealed.inner, peer_inner=inner)
            plaintext = open_inner(_their(asking), sk, inner)
            self._read(asking.section, plaintext)
        except ProtocolError as error:
            await self._break(asking, error)
            return
        desk.records.insert(_key("opened", asking.section, asking.round), plaintext)

    async def _break(self, asking: Asking, error: ProtocolError) -> None:
        self._desk.records.insert(_key("broken", asking.section, asking.round), error.kind)
        await self._tell("broken", asking)

    async def _tell(self, do: str, asking: Asking, **fields: object) -> None:
        await self._desk.tell(do, chapter=self._desk.qhash, section=asking.section, round=asking.round, **fields)

    def _asking(self, section: str, number: int) -> Asking:
        """One's own side of a round. The pad length is the document's, whatever the hub says."""
        place = self._desk.place(section)
        return Asking(place.keys, place.role, place.qhash, section, number, self._desk.asked(section).pad)

    def _read(self, section: str, plaintext: bytes) -> Answers:
        return validate_answers(self._desk.questions.table, section, plaintext)

    def _own(self, asking: Asking) -> SealRecord:
        own = self._desk.records.get(_key("seal", asking.section, asking.round), SealRecord)
        assert own is not None
        return own

    def _inner(self, asking: Asking) -> bytes:
        inner = self._desk.records.get(_key("inner", asking.section, asking.round), bytes)
        assert inner is not None
        return inner


def _their(asking: Asking) -> Asking:
    return replace(asking, role=peer_of(asking.role))


def _key(what: str, section: str, number: int) -> str:
    return f"{what}/{section}/{number}"
