"""Two people who answer by themselves, and whether both have everything of the other."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from overture_partner.errors import PartnerError
from overture_partner.session.notes import Lost
from overture_partner.session.participant import Participant
from tests.faults.apart import apart
from tests.faults.history import problems
from tests.faults.recorded import Diary, Record, Recorded
from tests.support.waiting import a_while
from tests.terminal.pairs import answers, sealed_sections

PATIENCE = 90.0
"""Seconds for one step of a conversation with its cut; a dead connection is noticed only by silence."""


@dataclass
class Talk:
    """Mia and Sam, each behind a proxy of their own, and what they have done so far."""

    mia: Participant
    sam: Participant
    record: Record
    dice: random.Random

    @property
    def both(self) -> tuple[Participant, Participant]:
        return self.mia, self.sam

    async def until(self, true: Callable[[], bool]) -> None:
        while not true():
            for one in self.both:
                if one.failure is not None:
                    raise one.failure
            await self.record.change()

    def converged(self) -> bool:
        """Whether both are connected, see the same state, and have opened and read all that is open in it."""
        a, b = self.mia.view, self.sam.view
        if a is None or b is None or any(one.link != "connected" for one in self.both) or apart(a, b):
            return False
        return all(_has_read_all(one) for one in self.both)


def _has_read_all(me: Participant) -> bool:
    assert me.view is not None
    for section in (section for chapter in me.view.chapters for section in chapter.sections):
        if any(me.result(section.id, r.round) is None for r in (*section.earlier, section) if r.state == "opened"):
            return False
        seen = me.note(section.id)
        if section.note is not None and (seen is None or (seen.n, seen.text is None) != (section.note.n, False)):
            return False
    return True


async def begin(hers: str, his: str, dice: random.Random | None = None) -> Talk:
    """Both in one session and ready, each at the hub with this address."""
    record = Record()
    mia = await _again_while_away(lambda: Recorded.start(hers, store=Diary(record, "A")))
    code = mia.code
    assert code is not None
    sam = await _again_while_away(lambda: Recorded.join(his, code, store=Diary(record, "B")))
    await asyncio.gather(mia.paired(), sam.paired())
    await asyncio.gather(mia.ready(), sam.ready())
    talk = Talk(mia, sam, record, dice or random.Random(1))
    await talk.until(talk.converged)
    return talk


async def _again_while_away(attempt: Callable[[], Awaitable[Recorded]]) -> Recorded:
    """Who starts or joins is not promised that a hub without its engine lets them; they press the button again."""
    while True:
        try:
            return await attempt()
        except PartnerError as error:
            if error.code != "away":
                raise
        await a_while()


@asynccontextmanager
async def talking(url: str) -> AsyncIterator[Talk]:
    """Mia and Sam, both ready, at the hub with this address; whatever happened, their history is judged at the end."""
    async with asyncio.timeout(PATIENCE):
        talk = await begin(url, url)
        async with talk.mia, talk.sam:
            yield talk
            await talk.until(talk.converged)
    assert problems(talk.record.events) == []


# What they do. Each step ends when what it does is acknowledged and has reached the other.

Step = Callable[[Talk], Awaitable[None]]


async def seal(talk: Talk) -> None:
    """Both seal a section, at once or one after the other, and it opens."""
    fresh = [s for s in sealed_sections(talk.mia) if talk.mia.section(s).state == "open"]
    if not fresh:
        await again(talk)
        return
    section = talk.dice.choice(fresh)
    sealing = [one.seal(section, answers(one, section, one.role)) for one in talk.dice.sample(talk.both, 2)]
    if talk.dice.random() < 0.5:
        await asyncio.gather(*sealing)
    else:
        for one in sealing:
            await one
    await asyncio.gather(*(one.opened(section) for one in talk.both))


def opened(talk: Talk) -> list[str]:
    return [s for s in sealed_sections(talk.mia) if talk.mia.section(s).state == "opened"]


async def again(talk: Talk) -> None:
    """Both wish for a new round of a section that is open."""
    section = talk.dice.choice(opened(talk))
    number = talk.mia.section(section).round
    await asyncio.gather(*(one.again(section) for one in talk.both))
    await talk.until(lambda: all(one.section(section).round > number for one in talk.both))


async def note(talk: Talk) -> None:
    """One writes a note, or both at once; then both say that it is so."""
    if not opened(talk):
        await seal(talk)
    section = talk.dice.choice(opened(talk))
    there = talk.mia.section(section).note
    number = 1 if there is None else there.n + 1
    writers = talk.dice.sample(talk.both, talk.dice.choice((1, 2)))
    lost = await asyncio.gather(*(w.write_note(section, f"{w.role} {number}", number - 1) for w in writers))
    assert sum(isinstance(one, Lost) for one in lost) == len(writers) - 1
    await talk.until(lambda: all((note := one.note(section)) is not None and note.n == number for one in talk.both))
    await asyncio.gather(*(one.settle(section, number) for one in talk.both))
    await talk.until(lambda: all((note := one.note(section)) is not None and note.agreed for one in talk.both))


async def pause(talk: Talk) -> None:
    """One pauses, the other hears of it and says a notice, and it goes on."""
    one, other = talk.dice.sample(talk.both, 2)
    await one.pause()
    await talk.until(lambda: other.paused_by_them)
    received = len(one.notices.theirs)
    await other.notice({"withdraw": ["cuffs/receive"]})
    await talk.until(lambda: len(one.notices.theirs) > received)
    await one.resume()
    await talk.until(lambda: not other.is_paused)


STEPS: Sequence[Step] = (seal, seal, note, pause)
