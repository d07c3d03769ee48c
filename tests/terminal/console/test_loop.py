"""What a person at a prompt hears of what goes on behind it."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from overture_partner.console.console import Console
from overture_partner.console.lines import Lines
from overture_partner.console.loop import ConsoleLoop
from tests.terminal.pairs import PATIENCE, Two


class Silent(Console):
    """A terminal at which nobody types."""

    def __init__(self) -> None:
        super().__init__(cast(Lines, self))
        self.asked = asyncio.Event()

    async def next(self) -> str:
        return await asyncio.Future()

    async def ask(self, prompt: str, until: Callable[[], bool] | None = None) -> str | None:
        self.asked.set()
        return await super().ask(prompt, until)


async def test_what_stops_the_work_behind_a_prompt_ends_it(mia_and_sam: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the partner would come any more, a pause neither; a prompt that stays would hide that."""
    mia, sam = mia_and_sam
    console = Silent()
    running = asyncio.create_task(ConsoleLoop(console, mia).run())
    await console.asked.wait()

    async def fails() -> None:
        raise ArithmeticError("nobody has foreseen this")

    monkeypatch.setattr(mia.talk, "work", fails)
    await sam.pause()
    with pytest.raises(ArithmeticError, match="foreseen"):
        await asyncio.wait_for(running, PATIENCE)
