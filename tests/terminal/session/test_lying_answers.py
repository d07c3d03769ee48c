"""A hub that acknowledges what it shows to nobody, refuses, or does not answer: whoever set a limit, wrote or agreed
still sees it, and is told.
"""

import asyncio

import pytest

from overture_partner.console.updates import hub_findings
from overture_partner.errors import Refused
from tests.support.lying import Line, LyingHub, Message, honest
from tests.terminal.lies import LIMIT, lie, sent_by, until
from tests.terminal.pairs import PATIENCE, SECTION, Two, both_seal, newest_note

LOGGED = ("notice", "note", "settle")


async def test_what_is_acknowledged_and_shown_by_no_view_stays_and_is_sent_again(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await both_seal(mia, sam)
    line = liar.line("A")
    swallows = True

    def acknowledge(line: Line, said: Message) -> Message | None:
        if not swallows or line.role != "A" or said.get("do") not in LOGGED:
            return said
        line.send_to_phone({"ack": said["id"]})
        return None

    liar.up = acknowledge
    assert hub_findings(mia) == ()
    await mia.notice(LIMIT)
    await mia.wait_for(lambda me: me.notices.mine == (LIMIT,), PATIENCE)
    assert hub_findings(mia) == ("hub.older",)
    await mia.write_note(SECTION, "Red is stop.")
    await mia.wait_for(lambda me: newest_note(me, SECTION).text == "Red is stop.", PATIENCE)
    await mia.settle(SECTION, 1)
    await mia.wait_for(lambda me: newest_note(me, SECTION).settled_me, PATIENCE)
    # A view that comes takes nothing of it away, and what is missing is sent again; an honest hub passes it on.
    swallows = False
    for _ in LOGGED:
        await lie(mia, line, lambda _: None)
    await sam.wait_for(lambda me: me.notices.theirs == (LIMIT,), PATIENCE)
    await until(liar, lambda: len(sent_by(line, "settle")) > 1)
    await sam.wait_for(lambda me: newest_note(me, SECTION).settled_them, PATIENCE)
    await mia.wait_for(lambda me: hub_findings(me) == (), PATIENCE)
    for do in LOGGED:
        first, *again = sent_by(line, do)
        assert again, do
        assert all(each == first for each in again)


@pytest.mark.parametrize("code", ["stale", "not-found", "closed", "not-yours", "gone-away"])
async def test_a_limit_that_is_refused_stays_and_is_sent_again(liar: LyingHub, talk: Two, code: str) -> None:
    """An honest hub that has lost its last moments refuses it too, until it has what was before."""
    mia, sam = talk
    await both_seal(mia, sam)
    line, refuses = liar.line("A"), True

    def refuse(line: Line, said: Message) -> Message | None:
        if not refuses or line.role != "A" or said.get("do") != "notice":
            return said
        line.send_to_phone({"refused": said["id"], "code": code, "message": ""})
        return None

    liar.up = refuse
    with pytest.raises(Refused, match=code):
        await mia.notice(LIMIT)
    await mia.wait_for(lambda me: me.notices.mine == (LIMIT,), PATIENCE)
    assert hub_findings(mia) == ("hub.older",)
    refuses = False
    await lie(mia, line, lambda _: None)
    await sam.wait_for(lambda me: me.notices.theirs == (LIMIT,), PATIENCE)
    await mia.wait_for(lambda me: hub_findings(me) == (), PATIENCE)


async def test_what_is_taken_away_counts_here_while_the_hub_does_not_answer(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await both_seal(mia, sam)
    await mia.write_note(SECTION, "Red is stop.")
    await sam.wait_for(lambda me: me.note(SECTION) is not None, PATIENCE)
    for one in (mia, sam):
        await one.settle(SECTION, 1)
    await mia.wait_for(lambda me: newest_note(me, SECTION).agreed, PATIENCE)
    held: list[Message] = []

    def hold(line: Line, said: Message) -> Message | None:
        if line.role != "A" or said.get("do") not in LOGGED:
            return said
        held.append(said)
        return None

    liar.up = hold
    said = [asyncio.create_task(each) for each in (mia.notice(LIMIT), mia.settle(SECTION, 1, yes=False))]
    await until(liar, lambda: len(held) == len(said))
    assert mia.notices.mine == (LIMIT,)
    assert not newest_note(mia, SECTION).agreed
    await lie(mia, liar.line("A"), lambda _: None)
    assert mia.notices.mine == (LIMIT,), "a view that comes meanwhile takes nothing away"
    assert not newest_note(mia, SECTION).settled_me
    liar.up = honest
    liar.line("A").close()
    await asyncio.gather(*said)
    await sam.wait_for(lambda me: me.notices.theirs == (LIMIT,) and not newest_note(me, SECTION).settled_them, PATIENCE)
    assert mia.notices.mine == (LIMIT,)
    assert not newest_note(mia, SECTION).settled_me
