"""A scene of two participants: both begin it, either stops it, and what a hub that lies can make of it."""

import asyncio
import copy
from functools import partial
from typing import Any

import pytest

from overture_partner.console.scene_text import open_lines, stopped_lines
from overture_partner.console.updates import hub_findings
from overture_partner.errors import PartnerError, Refused
from overture_partner.model.answers import Answer, Answers
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.lying import Line, LyingHub
from tests.terminal.lies import lie, sent_by, until
from tests.terminal.pairs import PATIENCE, SECTION, Two, answers, both_begin, both_ready, paired

NOBODY = {"me": False, "them": False}


async def both_see(two: Two, state: str) -> None:
    for one in two:
        await one.wait_for(lambda me: me.scene.state == state, PATIENCE)


def scene(state: str, n: int = 1, **fields: Any) -> dict[str, Any]:
    return {"state": state, "n": n, "begin": NOBODY, "over": False, **fields}


async def test_one_alone_begins_nothing_and_can_take_it_back(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await mia.begin_scene()
    await both_see(mia_and_sam, "asked")
    await mia.not_begin_scene()
    await both_see(mia_and_sam, "none")
    await sam.begin_scene()
    await both_see(mia_and_sam, "asked")


async def test_either_stops_it_for_both_and_it_runs_again_only_when_both_begin_anew(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_begin(mia, sam)
    await sam.pause()
    assert sam.scene.state == "stopped"
    await both_see(mia_and_sam, "stopped")
    with pytest.raises(Refused, match="paused"):
        await mia.begin_scene()
    await sam.resume()
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    assert (mia.scene.state, sam.scene.state) == ("stopped", "stopped")
    await both_begin(mia, sam)


async def test_in_a_stopped_scene_nothing_is_sealed_or_opened_until_it_is_over(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await both_begin(mia, sam)
    await mia.pause()
    await sam.wait_for(lambda me: me.paused_by_them, PATIENCE)
    await mia.resume()
    await sam.wait_for(lambda me: not me.paused_by_them, PATIENCE)
    with pytest.raises(Refused, match="not-now"):
        await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    for one in (mia, sam):
        await one.scene_over()
    await both_see(mia_and_sam, "none")
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await mia.opened(SECTION, PATIENCE)


async def test_both_read_what_is_open_before_and_what_each_wants_after_a_stop(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    said: dict[str, Answer] = {
        "stop-word": "red",
        "slow-word": "yellow",
        "at-a-stop": ["quiet", "not-sure"],
        "checks": ["look"],
    }
    await mia.seal("stop-signals", Answers(said))
    await sam.seal("stop-signals", Answers({**said, "stop-word": "pineapple", "checks": ["number"]}))
    await mia.opened("stop-signals", PATIENCE)
    lines = open_lines(mia)
    assert [line for line in lines if "red" in line and "pineapple" in line] == lines[:1]
    assert any("How should you check in" in line for line in lines)
    await both_begin(mia, sam)
    await mia.pause()
    lines = stopped_lines(mia)
    assert lines[0].startswith("Stop now. Free anyone who is tied.")
    assert "You: Stay quiet with me" in lines
    assert "Your partner: Stay quiet with me" in lines


# A hub that lies


async def test_the_hub_s_word_alone_makes_no_scene_run(liar: LyingHub, talk: Two) -> None:
    for me in talk:
        for state in ("running", "stopped"):
            await lie(me, liar.line(me.role), partial(dict.update, scene=scene(state)))
            assert me.scene.state == "none"
            assert "hub.older" in hub_findings(me)


async def test_after_a_stop_the_hub_s_word_alone_makes_none_run_and_the_stop_is_sent_again(
    liar: LyingHub, talk: Two
) -> None:
    mia, sam = talk
    await both_begin(mia, sam)
    await sam.pause()
    await both_see(talk, "stopped")
    await sam.resume()
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    for me in talk:
        line = liar.line(me.role)
        for lied in (scene("running", 2), scene("none"), scene("none", 0)):
            await lie(me, line, partial(dict.update, scene=lied))
            assert me.scene.state == "stopped"
    line = liar.line(mia.role)
    sent_before = len(sent_by(line, "pause"))
    message = copy.deepcopy(line.views[-1])
    message["view"].update(v=10**9, scene=scene("running"))
    line.send_to_phone(message)
    await until(liar, partial(has_paused_again, line, sent_before))
    assert mia.scene.state == "stopped"


def has_paused_again(line: Line, sent_before: int) -> bool:
    return len(sent_by(line, "pause")) > sent_before


async def test_a_stop_holds_before_the_hub_knows_and_after_the_pause_is_lifted(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await both_begin(mia, sam)
    liar.up = lambda _line, said: None if said.get("do") in ("pause", "resume") else said
    pausing = asyncio.create_task(mia.pause())
    await mia.wait_for(lambda me: me.paused_by_me, PATIENCE)
    assert mia.scene.state == "stopped"
    lifting = asyncio.create_task(mia.resume())
    await until(liar, lambda: sent_by(liar.line(mia.role), "resume"))
    assert (mia.scene.state, sam.scene.state) == ("stopped", "running")
    for task in (pausing, lifting):
        task.cancel()


async def test_a_scene_is_over_only_once_this_person_has_said_so(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await both_begin(mia, sam)
    line = liar.line(mia.role)
    await lie(mia, line, partial(dict.update, scene=scene("none")))
    assert mia.scene.goes_on
    for one in talk:
        await one.scene_over()
    await both_see(talk, "none")
    sent_before = len(sent_by(line, "scene-over"))
    message = copy.deepcopy(line.views[-1])
    message["view"].update(v=10**9, scene=scene("running"))
    line.send_to_phone(message)
    await until(liar, lambda: len(sent_by(line, "scene-over")) > sent_before)
    assert not mia.scene.goes_on


async def test_being_ready_is_never_sent_late(liar: LyingHub, talk: Two) -> None:
    mia, _ = talk
    mia.socket._is_ready = False
    with pytest.raises(PartnerError, match="not-connected"):
        await mia.begin_scene()
    assert sent_by(liar.line(mia.role), "begin-scene") == []


async def test_one_that_is_restored_knows_what_it_stopped(home: str) -> None:
    store = MemoryStore()
    mia, sam = await paired(home, stores=(store, None))
    async with mia, sam:
        await both_ready(mia, sam)
        await both_begin(mia, sam)
        await mia.pause()
        await mia.resume()
        session = mia.seat.id
    async with await Participant.restore(home, session, store) as again:
        assert again.scene.state == "stopped"


async def test_a_scene_whose_beginning_was_refused_is_not_begun_later(liar: LyingHub, talk: Two) -> None:
    mia, _ = talk
    line = liar.line(mia.role)

    def refuse(at: Line, said: dict[str, Any]) -> dict[str, Any] | None:
        if at is not line or said.get("do") != "begin-scene":
            return said
        line.send_to_phone({"refused": said["id"], "code": "paused", "message": ""})
        return None

    liar.up = refuse
    with pytest.raises(Refused, match="paused"):
        await mia.begin_scene()
    await lie(mia, line, partial(dict.update, scene=scene("running")))
    assert mia.scene.state == "none"
    assert "hub.older" in hub_findings(mia)


@pytest.mark.parametrize("taken_back", [True, False], ids=["taken back", "refused"])
async def test_a_late_answer_to_an_earlier_command_does_not_count_for_the_next(
    liar: LyingHub, talk: Two, *, taken_back: bool
) -> None:
    mia, sam = talk
    line = liar.line(mia.role)
    if taken_back:
        await mia.begin_scene()
    late: list[dict[str, Any]] = []

    def keep_first(at: Line, said: dict[str, Any]) -> dict[str, Any] | None:
        if at is not line or late or not str(said.get("do")).endswith("begin-scene"):
            return said
        late.append(said)
        return None

    liar.up = keep_first
    earlier = asyncio.create_task(mia.not_begin_scene() if taken_back else mia.begin_scene())
    await until(liar, lambda: late)
    await mia.begin_scene()
    answer = {"ack": late[0]["id"]} if taken_back else {"refused": late[0]["id"], "code": "slow", "message": ""}
    line.send_to_phone(answer)
    await asyncio.wait({earlier}, timeout=PATIENCE)
    assert earlier.done()
    await sam.begin_scene()
    await both_see(talk, "running")
