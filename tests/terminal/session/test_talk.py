"""Two participants who talk their open points through, over a hub that is honest and one that is not."""

from functools import partial
from typing import Any

import pytest

from overture_partner.console.updates import hub_findings
from overture_partner.errors import Refused
from overture_partner.model.limits import MOST_TALKS
from overture_partner.model.talk import SharedTalk, shared
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.protocol.talk import Talk, seal_talk
from overture_partner.session import talk_flow
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.lying import Line, LyingHub
from tests.terminal.lies import lie, sent_by, until
from tests.terminal.pairs import PATIENCE, Two, both_ready, both_seal, paired

POINT, NEXT = "k3J9xQ2a", "Zz-_0123"


def seen(me: Participant) -> SharedTalk:
    return shared(me.talk.talks, {POINT: "A"})


async def sees(me: Participant, at: str | None, **marks: str) -> None:
    expected = SharedTalk(at, {{"point": POINT, "next": NEXT}[name]: mark for name, mark in marks.items()})
    await me.wait_for(lambda me: seen(me) == expected, PATIENCE)


async def test_both_are_at_the_same_point(talk: Two) -> None:
    mia, sam = talk
    await both_seal(mia, sam)
    await mia.talk.take(POINT)
    await sees(sam, POINT)
    await sam.talk.take(NEXT, (POINT, "talked"))
    await sees(mia, NEXT, point="talked")
    await mia.talk.take(None, (POINT, "open"))
    await sees(sam, NEXT)


async def test_only_whose_limits_they_are_confirms_them(talk: Two) -> None:
    mia, sam = talk
    await both_seal(mia, sam)
    await sam.talk.take(POINT, (POINT, "yes"))
    await sees(mia, POINT)
    await mia.talk.take(None, (POINT, "not-quite"))
    await sees(sam, POINT, point="not-quite")
    await sam.talk.take(None, (POINT, "yes"))
    await mia.talk.take(None, (POINT, "yes"))
    await sees(sam, POINT, point="yes")


async def test_a_talk_begins_with_the_first_opening_and_rests_in_a_pause(talk: Two) -> None:
    mia, sam = talk
    with pytest.raises(Refused, match="too-early"):
        await mia.talk.take(POINT)
    await both_seal(mia, sam)
    await sam.pause()
    await mia.wait_for(lambda me: me.is_paused, PATIENCE)
    for me in talk:
        with pytest.raises(Refused, match="paused"):
            await me.talk.take(POINT)
    await sam.resume()
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    await mia.talk.take(POINT)
    await sees(sam, POINT)


async def test_whoever_comes_back_is_at_the_same_point(home: str) -> None:
    hers = MemoryStore()
    mia, sam = await paired(home, stores=(hers, None))
    async with sam:
        await both_ready(mia, sam)
        await both_seal(mia, sam)
        await mia.talk.take(POINT, (NEXT, "later"))
        await mia.close()
        await sam.talk.take(NEXT)
        mia = await Participant.restore(home, mia.seat.id, hers)
        async with mia:
            await sees(mia, NEXT, next="later")


async def test_behind_the_last_number_one_goes_on_alone(talk: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    mia, sam = talk
    monkeypatch.setattr(talk_flow, "MOST_TALKS", 2)
    await both_seal(mia, sam)
    await mia.talk.take(POINT)
    await mia.talk.take(NEXT)
    assert mia.talk.is_used_up
    await mia.talk.take(POINT, (POINT, "later"))
    assert seen(mia) == SharedTalk(POINT, {POINT: "later"})
    await sees(sam, NEXT)
    await sam.talk.take("end")
    await sam.wait_for(lambda me: seen(me).at == "end", PATIENCE)


# A hub that lies


async def talked(mia: Participant, sam: Participant) -> None:
    await both_seal(mia, sam)
    await mia.talk.take(POINT)
    await sees(sam, POINT)
    await sam.talk.take(NEXT, (POINT, "later"))
    await sees(mia, NEXT, point="later")


async def test_an_older_talk_takes_nothing_back(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await talked(mia, sam)
    first = liar.line("A").views[-1]["view"]["talk"]["them"]
    await sam.talk.take("end", (POINT, "talked"))
    await sees(mia, "end", point="talked")
    for them in (first, None):
        await lie(mia, liar.line("A"), partial(_talk, them=them))
        assert seen(mia) == SharedTalk("end", {POINT: "talked"})
        assert hub_findings(mia) == ("hub.older",)


async def test_another_box_with_the_same_number_is_left_aside(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await talked(mia, sam)
    await lie(mia, liar.line("A"), partial(_talk, them={"n": 1, "box": base64url(H32(b"other"))}))
    assert seen(mia) == SharedTalk(NEXT, {POINT: "later"})
    assert hub_findings(mia) == ("hub.contradicts",)


async def test_the_partners_box_as_mine_moves_nothing(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await talked(mia, sam)
    line = liar.line("A")
    theirs = line.views[-1]["view"]["talk"]["them"]
    await lie(mia, line, partial(_talk, me={"n": 7, "box": theirs["box"]}))
    assert mia.talk.talks["A"].marks == {}
    assert seen(mia) == SharedTalk(NEXT, {POINT: "later"})
    assert hub_findings(mia) == ("hub.contradicts", "hub.older")


async def test_a_partner_who_helps_the_hub_cannot_say_yes_for_me(liar: LyingHub, talk: Two) -> None:
    """Both hold both keys, so a box that opens under one's own key proves nothing."""
    mia, sam = talk
    await talked(mia, sam)
    line = liar.line("A")
    forged = seal_talk(sam._context.place("", mine=False), 2, Talk((9, "end"), {POINT: (9, "yes")}))
    name = base64url(H32(forged))
    message = line.views[-1] | {"boxes": {name: base64url(forged)}}
    await lie(mia, line, partial(_talk, me={"n": 2, "box": name}), of=message)
    assert seen(mia) == SharedTalk(NEXT, {POINT: "later"})
    assert hub_findings(mia) == ("hub.contradicts", "hub.older")


@pytest.mark.parametrize("box", [b"", bytes(4177)])
async def test_a_box_that_does_not_open_changes_nothing(liar: LyingHub, talk: Two, box: bytes) -> None:
    mia, sam = talk
    await talked(mia, sam)
    line, name = liar.line("A"), base64url(H32(box))
    message = line.views[-1] | {"boxes": {name: base64url(box)}}
    await lie(mia, line, partial(_talk, them={"n": MOST_TALKS, "box": name}), of=message)
    assert seen(mia) == SharedTalk(NEXT, {POINT: "later"})


async def test_what_the_hub_has_lost_is_said_again_byte_for_byte(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await talked(mia, sam)
    line = liar.line("A")
    [first] = sent_by(line, "talk")
    await lie(mia, line, partial(_talk, me=None))
    await until(liar, lambda: len(sent_by(line, "talk")) == 2)
    assert sent_by(line, "talk")[-1] == first
    assert mia.history.older


async def test_a_talk_that_is_held_back_is_a_pace_and_nothing_else(liar: LyingHub, talk: Two) -> None:
    """Each stays where they are, and comes to the same as soon as the boxes arrive, in whichever order."""
    mia, sam = talk
    await talked(mia, sam)
    true, kept = liar.down, []

    def holds_back(line: Line, message: Any) -> Any:
        if line.role == "A" and "view" in message:
            kept.append(message)
            return message | {"view": message["view"] | {"talk": kept[0]["view"]["talk"]}, "boxes": {}}
        return true(line, message)

    liar.down = holds_back
    await mia.talk.take(POINT, (NEXT, "talked"))
    await sees(sam, POINT, point="later", next="talked")
    await sam.talk.take("end")
    assert seen(mia).at == POINT
    liar.down = true
    await sam.talk.take(None, (NEXT, "open"))
    await sees(mia, "end", point="later")
    assert seen(sam) == seen(mia)


def _talk(view: Any, **changes: Any) -> None:
    view["talk"].update(changes)
