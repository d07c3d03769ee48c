"""The points at the terminal, while the partner's device is at the same place."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import cast

from overture_partner.console.console import Console
from overture_partner.console.lines import Lines
from overture_partner.console.talk import TalkDialog
from overture_partner.errors import PartnerError
from overture_partner.model.talk import SharedTalk, shared
from overture_partner.model.talk_points import TalkPoint, talk_points
from overture_partner.session.participant import Participant
from tests.terminal.pairs import PATIENCE, Two, both_seal


class Desk(Console):
    """A terminal whose lines come from the test, and that keeps what it has printed."""

    def __init__(self, me: Participant) -> None:
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        super().__init__(cast(Lines, self))
        self.said = ""
        self.opened: list[str] = []
        self._new = asyncio.Event()
        self._dialog = TalkDialog(self, self._ask, self._do, me, self._open)
        self._running = asyncio.create_task(self._dialog.run())

    async def next(self) -> str:
        return await self._typed.get()

    def print(self, text: str = "", indent: int = 0) -> None:
        self.said += f"{' ' * indent}{text}\n"
        self._new.set()

    def types(self, line: str) -> None:
        self.said = ""
        self._typed.put_nowait(line)

    async def reads(self, *texts: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not all(text in self.said for text in texts):
                self._new.clear()
                await self._new.wait()

    async def leaves(self) -> None:
        self.types("")
        await asyncio.wait_for(self._running, PATIENCE)

    async def _ask(self, prompt: str, until: Callable[[], bool] | None) -> str:
        return await super().ask(prompt, until) or ""

    async def _do(self, command: Coroutine[object, object, None]) -> bool:
        try:
            await command
        except PartnerError as error:
            self.print(f"refused: {error.code}")
            return False
        return True

    async def _open(self, _chapter: str, section: str) -> None:
        self.opened.append(section)


def points(me: Participant) -> tuple[TalkPoint, ...]:
    return talk_points([(each.qhash, me.chapter_results(each.qhash)) for each in me.chapters], me.role)


def seen(me: Participant) -> SharedTalk:
    return shared(me.talk.talks, {point.id: point.who for point in points(me) if point.who is not None})


async def test_there_is_nothing_before_an_opening(mia_and_sam: Two) -> None:
    mia, _ = mia_and_sam
    desk = Desk(mia)
    await desk.reads("nothing to talk through yet")


async def test_they_walk_the_same_points(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    assert points(mia) == tuple(points(mia))
    assert [point.id for point in points(mia)] == [point.id for point in points(sam)]
    desk = Desk(mia)
    await desk.reads("Limits come first")
    desk.types("next")
    first = points(mia)[0]
    assert (first.kind, first.who) == ("limits", "A")
    await desk.reads("Your limits", "mia says", "Type yes or not quite", "more points")
    await sam.wait_for(lambda me: seen(me).at == first.id, PATIENCE)

    desk.types("not quite")
    await desk.reads("You said: not quite")
    await sam.wait_for(lambda me: seen(me).marks == {first.id: "not-quite"}, PATIENCE)
    desk.types("yes")
    await desk.reads("You said: yes")
    await sam.wait_for(lambda me: seen(me).marks == {first.id: "yes"}, PATIENCE)

    # The partner's move comes by itself, over an open prompt.
    second = points(sam)[1]
    desk.said = ""
    await sam.talk.take(second.id)
    await desk.reads("You are both here now", "Your partner’s limits", "Say these limits in your own words")
    desk.types("yes")
    await desk.reads("That does not work here")
    desk.types("later")
    await sam.wait_for(lambda me: seen(me).marks.get(second.id) == "later", PATIENCE)
    desk.types("back")
    await desk.reads("Your partner’s limits", "Left for later")
    desk.types("note")
    await desk.reads("Left for later")
    assert desk.opened == ["limits"]
    desk.said = ""
    await sam.talk.take("end")
    await desk.reads("That was the last point", "(left for later)")
    desk.types("1")
    await desk.reads("Left for later")
    await desk.leaves()


async def test_the_talk_says_that_it_rests_in_a_pause(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    desk = Desk(mia)
    await desk.reads("Limits come first")
    await sam.pause()
    await mia.wait_for(lambda me: me.is_paused, PATIENCE)
    desk.types("next")
    await desk.reads("refused: paused")
    assert seen(mia).at is None
    await desk.leaves()
