"""Lies in a few words: what the hub has said last, said again with a change."""

import asyncio
import copy
import itertools
from collections.abc import Callable
from typing import Any

from overture_partner.model.views import View
from overture_partner.protocol.asides import Notice
from overture_partner.session.participant import Participant
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.pairs import PATIENCE, SECTION, both_seal, newest_note

LIMIT: Notice = {"limit": {"rope": "no"}}

_numbers = itertools.count(10**6)


async def lie(me: Participant, line: Line, change: Callable[[Any], object], of: Message | None = None) -> None:
    """Says a view again (the newest, if no other is given) with a larger number and a change, and waits until it has
    been taken in, or refused.

    What the real hub sends may arrive right behind it, and `wait_for` sees only the newest view. So the arrival itself
    is watched.
    """
    message = copy.deepcopy(of or line.views[-1])
    number = message["view"]["v"] = next(_numbers)
    change(message["view"])
    arrived, receive = asyncio.Event(), me.on_view

    def watched(view: View, boxes: dict[str, bytes]) -> None:
        receive(view, boxes)
        if view.v == number:
            arrived.set()

    me.on_view = watched  # type: ignore[method-assign]
    try:
        line.send_to_phone(message)
        async with asyncio.timeout(PATIENCE):
            await arrived.wait()
    finally:
        me.on_view = receive  # type: ignore[method-assign]


async def until(liar: LyingHub, holds: Callable[[], object]) -> None:
    await asyncio.to_thread(liar.until, lambda: bool(holds()))


def section(view: Any, name: str = SECTION) -> Any:
    return next(s for s in view["chapters"][0]["sections"] if s["id"] == name)


def sent_by(line: Line, do: str) -> list[Message]:
    """All commands of one kind on a line, without their numbers."""
    return [{k: v for k, v in each.items() if k != "id"} for each in line.received if each.get("do") == do]


async def everything(mia: Participant, sam: Participant) -> None:
    """An opened round, a limit of Sam's in it and in a notice, and an agreement that Sam took back: all seen by Mia."""
    await both_seal(mia, sam)
    await mia.write_note(SECTION, "Red is stop.")
    await mia.settle(SECTION, 1)
    await sam.wait_for(lambda me: newest_note(me, SECTION).n == 1, PATIENCE)
    await sam.settle(SECTION, 1)
    await mia.wait_for(lambda me: newest_note(me, SECTION).agreed, PATIENCE)
    await sam.settle(SECTION, 1, yes=False)
    await sam.notice(LIMIT)
    await mia.notice({"withdraw": ["ice"]})
    await mia.again(SECTION)
    await sam.again(SECTION)
    await mia.wait_for(lambda me: me.notices.theirs and me.notices.mine and me.section(SECTION).round == 2, PATIENCE)
    await mia.wait_for(lambda me: not newest_note(me, SECTION).agreed, PATIENCE)


def shown(me: Participant) -> Any:
    there = me.section(SECTION)
    return (there.round, there.earlier, me.result(SECTION, 1), newest_note(me, SECTION), me.notices.theirs,
            me.notices.mine, me.chapters, me.view.ready if me.view else None)  # fmt: skip
