"""Mutual sections at a real hub: what opens, what is kept, coming back half-way, and what a person is told."""

import asyncio

import msgspec
import pytest

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers
from overture_partner.model.log import Log
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.terminal.pairs import PATIENCE, Two, both_ready, newest_note, paired, stop_working
from tests.terminal.terminals import Terminal
from tests.terminal.wishes import COMMIT, RELEASE, WISHES, record, secrets, wishes, yes_to

MIA = wishes(
    **{"rope/give": "yes", "rope/receive": "not-now", "scarf": "curious", "story": "not-sure", "letter/give": "yes"}
)
SAM = wishes(
    **{"rope/receive": "curious", "rope/give": "yes", "scarf": "yes", "letter/give": "yes", "letter/receive": "not-now"}
)
MET = ("rope/a-to-b", "scarf")
"""Mia gives and Sam receives; a scarf. Both would give a letter, which meets nothing."""


async def both_matched(mia: Participant, sam: Participant) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hers, his = await asyncio.gather(mia.matched(WISHES, PATIENCE), sam.matched(WISHES, PATIENCE))
    return hers.ids, his.ids


async def both_wish(mia: Participant, sam: Participant, hers: Answers, his: Answers) -> tuple[str, ...]:
    await mia.seal(WISHES, hers)
    await sam.seal(WISHES, his)
    met, also = await both_matched(mia, sam)
    assert met == also
    return met


async def test_both_learn_what_both_want(wishers: Two) -> None:
    mia, sam = wishers
    assert await both_wish(mia, sam, MIA, SAM) == MET
    assert [act.key for act in mia.matched_acts(WISHES)] == ["rope/give", "scarf"]
    assert [act.key for act in sam.matched_acts(WISHES)] == ["rope/receive", "scarf"]
    assert mia.result(WISHES) is None


async def test_what_is_sent_and_stored_does_not_hold_the_answers(wishing_home: str) -> None:
    stores = MemoryStore(), MemoryStore()
    mia, sam = await paired(wishing_home, stores=stores)
    async with mia, sam:
        await both_ready(mia, sam)
        await mia.seal(WISHES, MIA)
        kept = secrets(mia)
        assert list(kept.yes) == [1, 0, 1, 0, 1, 0]
        await sam.seal(WISHES, SAM)
        await both_matched(mia, sam)
        for me, store in zip((mia, sam), stores, strict=True):
            assert record(me).state is None
            assert record(me).matches == MET
            there = me.section(WISHES)
            boxes = [me._desk.boxes[box] for box in (there.mine.commit, there.mine.release) if box in me._desk.boxes]
            assert {len(box) for box in boxes} <= {COMMIT, RELEASE}
            for value in store.records.values():
                assert kept.a not in value
                assert b"not-now" not in value
                assert b"level" not in value


async def test_everything_and_nothing(wishers: Two) -> None:
    mia, sam = wishers
    everything = yes_to("rope/give", "rope/receive", "scarf", "story", "letter/give", "letter/receive")
    assert await both_wish(mia, sam, everything, Answers(skip=("tied", "told-stories"))) == ()
    assert mia.matched_acts(WISHES) == ()
    await asyncio.gather(mia.again(WISHES), sam.again(WISHES))
    for me in (mia, sam):
        await me.wait_for(lambda me: me.section(WISHES).round == 2, PATIENCE)
    assert mia.matches(WISHES) is None
    assert len(await both_wish(mia, sam, everything, everything)) == 6
    first = mia.matches(WISHES, 1)
    assert first is not None
    assert first.ids == ()


async def test_a_limit_in_another_section_wins_also_while_that_is_asked_again(wishers: Two) -> None:
    mia, sam = wishers
    await both_wish(mia, sam, MIA, SAM)
    rope, scarf = sam.matched_acts(WISHES)
    assert sam.stands.held_back(rope.doing) is None
    await mia.seal("mixed", Answers({"acts": {"rope/give": {"level": "hard-limit"}}}))
    await sam.seal("mixed", Answers())
    for me in (mia, sam):
        await me.opened("mixed", PATIENCE)
        await me.again("mixed")
    for me in (mia, sam):
        await me.wait_for(lambda me: me.section("mixed").round == 2, PATIENCE)
        assert [me.stands.held_back(act.doing) for act in me.matched_acts(WISHES)] == ["limit", None]
    assert (rope.direction, scarf.direction) == ("receive", None)


async def test_what_does_not_fit_or_comes_too_early_is_not_sealed(wishers: Two) -> None:
    mia, sam = wishers
    with pytest.raises(Refused, match="bad-content"):
        await mia.seal(WISHES, wishes(scarf="hard-limit"))
    await sam.pause()
    await mia.wait_for(lambda me: me.is_paused, PATIENCE)
    with pytest.raises(Refused, match="paused"):
        await mia.seal(WISHES, MIA)
    await sam.resume()
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    await mia.seal(WISHES, MIA)
    with pytest.raises(Refused, match="taken"):
        await mia.seal(WISHES, SAM)


async def test_a_hub_that_calls_a_mutual_section_open_for_both_gets_nothing(wishers: Two) -> None:
    mia, _ = wishers
    view = mia.view
    assert view is not None
    change = msgspec.structs.replace
    mia._records.put("log", Log())
    sections = tuple(change(s, reveal="both") if s.id == WISHES else s for s in view.chapters[0].sections)
    mia.on_view(change(view, chapters=(change(view.chapters[0], sections=sections),)), {})
    with pytest.raises(Refused, match="not-found"):
        await mia.seal(WISHES, MIA)


async def test_coming_back_half_way(wishing_home: str) -> None:
    """Mia's device stops after each step that was stored, once before and once after it was sent."""
    hers = MemoryStore()
    mia, sam = await paired(wishing_home, stores=(hers, None))

    async def stops_and_comes_back() -> Participant:
        await mia.close()
        return await Participant.come_back(wishing_home, mia.seat.id, hers)

    async with sam:
        await both_ready(mia, sam)
        stop_working(mia)
        mia._chapters.first.rounds.seal(WISHES, MIA)
        commit = record(mia).commit
        mia = await stops_and_comes_back()
        await mia.wait_for(lambda me: me.section(WISHES).mine.commit is not None, PATIENCE)
        assert record(mia).commit == commit
        stop_working(mia)
        await sam.seal(WISHES, SAM)
        await sam.wait_for(lambda me: me.section(WISHES).mine.release is not None, PATIENCE)
        mia = await stops_and_comes_back()
        await mia.matched(WISHES, PATIENCE)
        mia = await stops_and_comes_back()
        assert await both_matched(mia, sam) == (MET, MET)
        await mia.close()


async def test_a_release_that_was_stored_is_the_one_that_is_sent(wishing_home: str) -> None:
    hers = MemoryStore()
    mia, sam = await paired(wishing_home, stores=(hers, None))
    async with sam:
        await both_ready(mia, sam)
        await mia.seal(WISHES, MIA)
        stop_working(mia)
        await sam.seal(WISHES, SAM)
        await mia.wait_for(lambda me: me.section(WISHES).theirs is not None, PATIENCE)
        theirs = mia.section(WISHES).theirs
        assert theirs is not None
        assert theirs.commit is not None
        mia._chapters.first.rounds.mutual.take_commit(WISHES, 1, await mia._desk.box(theirs.commit))
        released = mia._chapters.first.rounds.mutual.release(WISHES, 1)
        await mia.close()
        mia = await Participant.come_back(wishing_home, mia.seat.id, hers)
        await mia.matched(WISHES, PATIENCE)
        there = mia.section(WISHES).mine.release
        assert there is not None
        assert await mia._desk.box(there) == released
        await mia.close()


# What a person reads


async def answered(terminal: Terminal, *lines: str) -> None:
    """Goes to the third section and answers its rows."""
    terminal.type("3")
    await terminal.expect("Curious about.*Area 1 of 2.*Being held in place")
    for line in lines:
        terminal.type(line)
    await terminal.expect("Look back")
    terminal.type("seal")
    await terminal.expect("Your own yes that stays unanswered was not a yes for them today.*on record.*Type yes")
    terminal.type("yes")
    await terminal.expect("When your partner has sealed too")


async def test_a_person_answers_area_by_area_and_reads_what_met(wishing_home: str) -> None:
    async with await Participant.start(wishing_home) as mia, Terminal(wishing_home) as sam:
        assert mia.code is not None
        sam.type(mia.code)
        await mia.paired(PATIENCE)
        await mia.ready()
        for line in ("1", "ready"):
            sam.type(line)
        await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)
        await sam.expect("Curious about – open")
        # Sam receives rope and would like a scarf; a mark is not possible; the second area is skipped.
        await answered(sam, "talk", "3", "2", "1", "skip")
        assert "Nothing can be marked here" in " ".join(sam.said.split())
        await mia.seal(WISHES, yes_to("rope/give", "scarf", "story"))
        await mia.matched(WISHES, PATIENCE)
        await sam.expect("is open for both of you")
        sam.type("3")
        await sam.expect("not a promise: +Being held in place +Rope .you receive. +A scarf")
        assert "A story" not in sam.said.rpartition("not a promise")[2]
        await mia.write_note(WISHES, "One day.")
        await sam.expect("has written a note")
        sam.type("agree")
        await mia.wait_for(lambda me: newest_note(me, WISHES).settled_them, PATIENCE)

        await mia.notice({"withdraw": ["rope/give"]})
        await sam.expect("taken something back")
        for line in ("", "3"):
            sam.type(line)
        await sam.expect("Rope .you receive. – taken back +A scarf")

        sam.type("again")
        await mia.wait_for(lambda me: me.section(WISHES).again.them, PATIENCE)
        await mia.again(WISHES)
        await sam.expect("A new round of “Curious about” has begun")
        sam.type("")
        await answered(sam, "", "", "1", "skip")
        await mia.seal(WISHES, yes_to("story"))
        await mia.matched(WISHES, PATIENCE)
        await sam.expect("is open for both of you")
        sam.type("3")
        await sam.expect("This is round 2. It stands by itself.*Nothing met here this time")
        await mia.end()
