"""A hub that forgets, lifts, refuses or answers a pause late: it holds until its person lifts it."""

import asyncio
import copy
from typing import Any

import pytest

from overture_partner.console.updates import hub_findings
from overture_partner.errors import Refused
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.lies import lie, sent_by, until
from tests.terminal.pairs import PATIENCE, SECTION, Two, answers


def lifted(view: Any) -> None:
    view["paused"]["me"] = None


async def test_a_pause_that_the_hub_forgets_is_lifted_by_nobody_else(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    line = liar.line(mia.role)
    await mia.pause()
    await sam.wait_for(lambda me: me.paused_by_them, PATIENCE)
    (pause,) = sent_by(line, "pause")
    await lie(mia, line, lifted)
    assert mia.is_paused
    assert "hub.older" in hub_findings(mia)
    await until(liar, lambda: sent_by(line, "pause") == [pause, pause])
    with pytest.raises(Refused, match="paused"):
        await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.resume()
    await lie(mia, line, lifted)
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    assert not hub_findings(mia)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))


async def test_a_pause_that_is_refused_holds_all_the_same(liar: LyingHub, talk: Two) -> None:
    mia, _ = talk

    def refuse(line: Line, said: Message) -> Message | None:
        if line.role != mia.role or said.get("do") != "pause":
            return said
        line.send_to_phone({"refused": said["id"], "code": "closed", "message": "no"})
        return None

    liar.up = refuse
    with pytest.raises(Refused, match="closed"):
        await mia.pause()
    line = liar.line(mia.role)
    await lie(mia, line, lifted, copy.deepcopy(line.views[-1]))
    assert mia.is_paused
    assert "hub.older" in hub_findings(mia)


async def test_a_pause_that_is_acknowledged_and_shown_by_no_view_is_said_and_sent_again(
    liar: LyingHub, talk: Two
) -> None:
    """No other view need come: what the hub shows is compared anew when it has answered."""
    mia, _ = talk
    line = liar.line(mia.role)

    def acknowledge(line: Line, said: Message) -> Message | None:
        if line.role != mia.role or said.get("do") not in ("pause", "resume"):
            return said
        line.send_to_phone({"ack": said["id"]})
        return None

    liar.up = acknowledge
    await mia.pause()
    assert "hub.older" in hub_findings(mia)
    await until(liar, lambda: len(sent_by(line, "pause")) == 2)
    assert sent_by(line, "pause")[0] == sent_by(line, "pause")[1]
    await mia.resume()
    assert not hub_findings(mia)


@pytest.mark.parametrize("answer", [{"ack": 0}, {"refused": 0, "code": "stale", "message": ""}], ids=list)
async def test_a_pause_holds_that_is_made_while_the_one_before_is_being_lifted(
    liar: LyingHub, talk: Two, answer: Message
) -> None:
    """The lifting is on its way for as long as there is no connection, and its answer may be late."""
    mia, sam = talk
    line = liar.line(mia.role)
    await mia.pause()
    liar.up = lambda _line, said: None if said.get("do") == "resume" else said
    lifting = asyncio.create_task(mia.resume())
    await until(liar, lambda: sent_by(line, "resume"))
    await mia.pause()
    first, second = sent_by(line, "pause")
    assert first != second
    number = next(said["id"] for said in line.received if said.get("do") == "resume")
    line.send_to_phone({name: number if value == 0 else value for name, value in answer.items()})
    await asyncio.wait_for(lifting, PATIENCE)
    await lie(mia, line, lifted)
    assert mia.is_paused
    assert sam.paused_by_them
