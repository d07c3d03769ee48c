"""A note at the terminal that is on its way while another one is written."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import cast

import pytest

from overture_partner.console.console import Console
from overture_partner.console.lines import Lines
from overture_partner.console.section import SectionDialog
from overture_partner.session.notes import Lost
from tests.terminal.pairs import SECTION, Two, both_seal


async def test_a_text_is_kept_that_was_written_while_the_one_before_was_on_its_way(
    mia_and_sam: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    sent: dict[str, asyncio.Future[Lost | None]] = {}
    under_way: list[asyncio.Task[None]] = []
    begun = asyncio.Event()
    typed = iter(["note", "Red is stop.", "note", "Red stops everything.", "note", "", ""])

    async def write_note(_section: str, text: str, *_: object) -> Lost | None:
        sent[text] = asyncio.get_running_loop().create_future()
        begun.set()
        return await sent[text]

    async def do(command: Coroutine[object, object, None]) -> bool:
        begun.clear()
        under_way.append(asyncio.ensure_future(command))
        await begun.wait()
        return False

    async def ask(_prompt: str, _until: Callable[[], bool] | None = None) -> str:
        line = next(typed)
        if len(sent) == 2 and line == "note":
            sent["Red is stop."].set_result(None)
            sent["Red stops everything."].set_result(Lost("Red stops everything."))
            await asyncio.gather(*under_way)
        return line

    monkeypatch.setattr(mia, "write_note", write_note)
    section = mia.questions.section(SECTION)
    assert section is not None
    await SectionDialog(Console(cast(Lines, None)), ask, do, mia, mia.questions, section).run()
    assert "Red stops everything." in capsys.readouterr().out
