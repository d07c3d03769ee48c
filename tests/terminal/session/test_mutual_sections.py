"""Mutual sections at a real hub: what opens, what is kept, coming back half-way, and what a person is told."""

import asyncio

import msgspec
import pytest

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers
from overture_partner.model.log import Log
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.terminal.mutual_answers import COMMIT, MUTUAL_SECTION, RELEASE, answers_by_row, record, secrets, yes_to
from tests.terminal.pairs import PATIENCE, Two, both_ready, newest_note, paired, stop_working
from tests.terminal.terminals import Terminal

MIA = answers_by_row(
    **{"rope/give": "yes", "rope/receive": "not-now", "scarf": "curious", "story": "not-sure", "letter/give": "yes"}
)
SAM = answers_by_row(
    **{"rope/receive": "curious", "rope/give": "yes", "scarf": "yes", "letter/give": "yes", "letter/receive": "not-now"}
)
MET = ("rope/a-to-b", "scarf")
"""Mia gives and Sam receives; a scarf. Both would give a letter, which meets nothing."""


async def both_matched(mia: Participant, sam: Participant) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hers, his = await asyncio.gather(mia.matched(MUTUAL_SECTION, PATIENCE), sam.matched(MUTUAL_SECTION, PATIENCE))
    return hers.ids, his.ids


async def both_seal_wants(mia: Participant, sam: Participant, hers: Answers, his: Answers) -> tuple[str, ...]:
    await mia.seal(MUTUAL_SECTION, hers)
    await sam.seal(MUTUAL_SECTION, his)
    met, also = await both_matched(mia, sam)
    assert met == also
    return met


async def test_both_learn_what_both_want(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    assert await both_seal_wants(mia, sam, MIA, SAM) == MET
    assert [act.key for act in mia.chapter().matched_acts(MUTUAL_SECTION)] == ["rope/give", "scarf"]
    assert [act.key for act in sam.chapter().matched_acts(MUTUAL_SECTION)] == ["rope/receive", "scarf"]
    assert mia.result(MUTUAL_SECTION) is None


async def test_what_is_sent_and_stored_does_not_hold_the_answers(mutual_home: str) -> None:
    stores = MemoryStore(), MemoryStore()
    mia, sam = await paired(mutual_home, stores=stores)
    async with mia, sam:
        await both_ready(mia, sam)
        await mia.seal(MUTUAL_SECTION, MIA)
        kept = secrets(mia)
        assert list(kept.yes) == [1, 0, 1, 0, 1, 0]
        await sam.seal(MUTUAL_SECTION, SAM)
        await both_matched(mia, sam)
        for me, store in zip((mia, sam), stores, strict=True):
            assert record(me).state is None
            assert record(me).matches == MET
            there = me.section(MUTUAL_SECTION)
            boxes = [
                me._context.boxes[box] for box in (there.mine.commit, there.mine.release) if box in me._context.boxes
            ]
            assert {len(box) for box in boxes} <= {COMMIT, RELEASE}
            for value in store.records.values():
                assert kept.a not in value
                assert b"not-now" not in value
                assert b"level" not in value


async def test_everything_and_nothing(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    everything = yes_to("rope/give", "rope/receive", "scarf", "story", "letter/give", "letter/receive")
    assert await both_seal_wants(mia, sam, everything, Answers(skip=("tied", "told-stories"))) == ()
    assert mia.chapter().matched_acts(MUTUAL_SECTION) == ()
    await asyncio.gather(mia.again(MUTUAL_SECTION), sam.again(MUTUAL_SECTION))
    for me in (mia, sam):
        await me.wait_for(lambda me: me.section(MUTUAL_SECTION).round == 2, PATIENCE)
    assert mia.matches(MUTUAL_SECTION) is None
    assert len(await both_seal_wants(mia, sam, everything, everything)) == 6
    first = mia.matches(MUTUAL_SECTION, 1)
    assert first is not None
    assert first.ids == ()


async def test_what_both_want_stays_while_it_is_asked_again(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    await both_seal_wants(mia, sam, MIA, SAM)
    met = mia.chapter().matched_acts(MUTUAL_SECTION)
    await asyncio.gather(mia.again(MUTUAL_SECTION), sam.again(MUTUAL_SECTION))
    await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).round == 2, PATIENCE)
    assert mia.chapter().matched_acts(MUTUAL_SECTION) == met != ()


async def test_a_limit_in_another_section_wins_also_while_that_is_asked_again(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    await both_seal_wants(mia, sam, MIA, SAM)
    rope, scarf = sam.chapter().matched_acts(MUTUAL_SECTION)
    assert sam.precedence.held_back(rope.act) is None
    await mia.seal("mixed", Answers({"acts": {"rope/give": {"level": "hard-limit"}}}))
    await sam.seal("mixed", Answers())
    for me in (mia, sam):
        await me.opened("mixed", PATIENCE)
        await me.again("mixed")
    for me in (mia, sam):
        await me.wait_for(lambda me: me.section("mixed").round == 2, PATIENCE)
        acts = me.chapter().matched_acts(MUTUAL_SECTION)
        assert [me.precedence.held_back(act.act) for act in acts] == ["limit", None]
    assert (rope.direction, scarf.direction) == ("receive", None)


async def test_what_does_not_fit_or_comes_too_early_is_not_sealed(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    with pytest.raises(Refused, match="bad-content"):
        await mia.seal(MUTUAL_SECTION, answers_by_row(scarf="hard-limit"))
    await sam.pause()
    await mia.wait_for(lambda me: me.is_paused, PATIENCE)
    with pytest.raises(Refused, match="paused"):
        await mia.seal(MUTUAL_SECTION, MIA)
    await sam.resume()
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    await mia.seal(MUTUAL_SECTION, MIA)
    with pytest.raises(Refused, match="taken"):
        await mia.seal(MUTUAL_SECTION, SAM)


async def test_a_hub_that_calls_a_mutual_section_open_for_both_gets_nothing(mutual_pair: Two) -> None:
    mia, _ = mutual_pair
    view = mia.view
    assert view is not None
    change = msgspec.structs.replace
    mia._records.put("log", Log())
    sections = tuple(change(s, reveal="both") if s.id == MUTUAL_SECTION else s for s in view.chapters[0].sections)
    mia.on_view(change(view, chapters=(change(view.chapters[0], sections=sections),)), {})
    with pytest.raises(Refused, match="not-found"):
        await mia.seal(MUTUAL_SECTION, MIA)


async def test_coming_back_half_way(mutual_home: str) -> None:
    """Mia's device stops after each step that was stored, once before and once after it was sent."""
    hers = MemoryStore()
    mia, sam = await paired(mutual_home, stores=(hers, None))

    async def stops_and_comes_back() -> Participant:
        await mia.close()
        return await Participant.restore(mutual_home, mia.seat.id, hers)

    async with sam:
        await both_ready(mia, sam)
        stop_working(mia)
        mia._chapters.first.rounds.seal(MUTUAL_SECTION, MIA)
        commit = record(mia).commit
        mia = await stops_and_comes_back()
        await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).mine.commit is not None, PATIENCE)
        assert record(mia).commit == commit
        stop_working(mia)
        await sam.seal(MUTUAL_SECTION, SAM)
        await sam.wait_for(lambda me: me.section(MUTUAL_SECTION).mine.release is not None, PATIENCE)
        mia = await stops_and_comes_back()
        await mia.matched(MUTUAL_SECTION, PATIENCE)
        mia = await stops_and_comes_back()
        assert await both_matched(mia, sam) == (MET, MET)
        await mia.close()


async def test_a_release_that_was_stored_is_the_one_that_is_sent(mutual_home: str) -> None:
    hers = MemoryStore()
    mia, sam = await paired(mutual_home, stores=(hers, None))
    async with sam:
        await both_ready(mia, sam)
        await mia.seal(MUTUAL_SECTION, MIA)
        stop_working(mia)
        await sam.seal(MUTUAL_SECTION, SAM)
        await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).theirs is not None, PATIENCE)
        theirs = mia.section(MUTUAL_SECTION).theirs
        assert theirs is not None
        assert theirs.commit is not None
        mia._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).accept_commit(await mia._context.box(theirs.commit))
        released = mia._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).release()
        await mia.close()
        mia = await Participant.restore(mutual_home, mia.seat.id, hers)
        await mia.matched(MUTUAL_SECTION, PATIENCE)
        there = mia.section(MUTUAL_SECTION).mine.release
        assert there is not None
        assert await mia._context.box(there) == released
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
    await terminal.expect("If you said yes and it is not shown.*says yes to everything.*Type yes")
    terminal.type("yes")
    await terminal.expect("When your partner has sealed too")


async def test_a_person_answers_area_by_area_and_reads_what_met(mutual_home: str) -> None:
    async with await Participant.start(mutual_home) as mia, Terminal(mutual_home) as sam:
        assert mia.code is not None
        sam.type(mia.code)
        await mia.paired(PATIENCE)
        await mia.ready()
        for line in ("1", "ready"):
            sam.type(line)
        await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)
        await sam.expect("Curious about – to answer")
        # Sam receives rope and would like a scarf; a mark is not possible; the second area is skipped.
        await answered(sam, "talk", "3", "2", "1", "skip")
        assert "You cannot mark anything here" in " ".join(sam.said.split())
        await mia.seal(MUTUAL_SECTION, yes_to("rope/give", "scarf", "story"))
        await mia.matched(MUTUAL_SECTION, PATIENCE)
        await sam.expect("is open for both of you")
        sam.type("3")
        await sam.expect("not a promise: +Being held in place +Rope .you receive. +A scarf")
        assert "A story" not in sam.said.rpartition("not a promise")[2]
        await mia.write_note(MUTUAL_SECTION, "One day.")
        await sam.expect("has written a note")
        sam.type("agree")
        await mia.wait_for(lambda me: newest_note(me, MUTUAL_SECTION).settled_them, PATIENCE)

        await mia.notice({"withdraw": ["rope/give"]})
        await sam.expect("taken something back")
        for line in ("", "3"):
            sam.type(line)
        await sam.expect("Rope .you receive. – taken back +A scarf")

        sam.type("again")
        await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).again.them, PATIENCE)
        await mia.again(MUTUAL_SECTION)
        await sam.expect("A new round of “Curious about” has begun")
        sam.type("")
        await answered(sam, "", "", "1", "skip")
        await mia.seal(MUTUAL_SECTION, yes_to("story"))
        await mia.matched(MUTUAL_SECTION, PATIENCE)
        await sam.expect("is open for both of you")
        sam.type("3")
        await sam.expect("Round 2. It is not compared.*There was nothing here that you both said yes or curious to")
        await mia.end()
