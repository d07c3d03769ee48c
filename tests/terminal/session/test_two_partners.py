"""Two participants through a real hub: from the code to the end, and everything that one of them might try."""

import asyncio

import pytest

from overture_partner.errors import PartnerError, Refused
from overture_partner.model.answers import Answers
from overture_partner.net.hub_client import parse_address
from overture_partner.session.notes import Lost
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.terminal.pairs import (
    PATIENCE,
    SECTION,
    Two,
    answers,
    both_seal,
    junk,
    newest_note,
    paired,
    raw_commit,
    sealed_sections,
    wrong,
)

# Pairing


async def has_problem(me: Participant, problem: str) -> None:
    await me.wait_for(lambda me: me.problem == problem, PATIENCE)


async def test_the_code_makes_the_same_keys_on_both_sides(home: str) -> None:
    mia, sam = await paired(home)
    async with mia, sam:
        assert mia.pictures == sam.pictures
        assert len(mia.pictures) == 8
        assert mia.questions == sam.questions
        assert mia.view is not None
        assert mia.view.phase == "preparing"
        assert mia.code is None


async def test_three_wrong_codes_spend_it_and_a_new_one_works(home: str) -> None:
    async with await Participant.start(home) as mia:
        code, guesses = mia.code, MemoryStore()
        assert code is not None
        for n in range(3):
            async with await Participant.join(home, wrong(code), store=guesses) as guest:
                with pytest.raises(PartnerError, match="wrong-code"):
                    await guest.paired(PATIENCE)
            await has_problem(mia, "spent" if n == 2 else "wrong-code")
        with pytest.raises(PartnerError, match="spent"):
            await Participant.join(home, code, store=guesses)
        with pytest.raises(PartnerError, match="spent"):
            await mia.paired(PATIENCE)
        assert mia.renewable_in > 0
        await mia.renew()
        assert mia.code is not None
        assert mia.code[5:] != code[5:]
        async with await Participant.join(home, mia.code, store=guesses) as sam:
            await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))
            assert mia.pictures == sam.pictures


async def test_after_a_wrong_code_the_right_one_still_works(home: str) -> None:
    async with await Participant.start(home) as mia:
        assert mia.code is not None
        async with await Participant.join(home, wrong(mia.code)) as guest:
            with pytest.raises(PartnerError, match="wrong-code"):
                await guest.paired(PATIENCE)
        async with await Participant.join(home, mia.code) as sam:
            await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))


async def test_a_third_person_is_told_while_someone_joins_and_afterwards(home: str) -> None:
    async with await Participant.start(home) as mia:
        assert mia.code is not None
        locator = mia.code[:4]
        await parse_address(home).join_session(locator)
        with pytest.raises(PartnerError, match="joining"):
            await Participant.join(home, mia.code)
    mia = await Participant.start(home)
    code = mia.code
    assert code is not None
    async with mia, await Participant.join(home, code) as sam:
        await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))
        with pytest.raises(PartnerError, match="crowded"):
            await Participant.join(home, code)


async def test_a_guest_who_leaves_frees_the_seat(home: str) -> None:
    async with await Participant.start(home) as mia:
        assert mia.code is not None
        hub = parse_address(home)
        first = Participant(hub, await hub.join_session(mia.code[:4]), MemoryStore())
        connected = asyncio.create_task(first.socket.run())
        await first.leave()
        await connected
        assert first.link == "rejected"
        async with await Participant.join(home, mia.code) as sam:
            await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))


async def test_unknown_and_impossible_codes(home: str) -> None:
    with pytest.raises(PartnerError, match="unknown"):
        await Participant.join(home, "0000-0000")
    with pytest.raises(PartnerError, match="bad-code"):
        await Participant.join(home, "HRWE-SPR")


# Sealing


async def test_every_section_opens_for_both_with_what_each_has_said(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    sections = sealed_sections(mia)
    assert len(sections) > 5
    for section in sections:
        await both_seal(mia, sam, section)
        hers, his = mia.result(section), sam.result(section)
        assert hers is not None
        assert his is not None
        assert hers.mine == his.theirs
        assert hers.theirs == his.mine
        assert hers.mine != hers.theirs or all(q.kind != "text" for q in mia.questions.section(section).questions)  # type: ignore[union-attr]


async def test_nothing_is_told_before_ones_own_seal(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    before = mia.section(SECTION)
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await sam.pause()
    await mia.wait_for(lambda me: me.paused_by_them, PATIENCE)
    assert mia.section(SECTION) == before


async def test_nothing_is_sealed_before_both_are_ready(home: str) -> None:
    mia, sam = await paired(home)
    async with mia, sam:
        await mia.ready()
        with pytest.raises(Refused, match="not-ready"):
            await mia.seal(SECTION, Answers())
        with pytest.raises(Refused, match="not-ready"):
            await raw_commit(mia, junk(mia))


async def test_what_does_not_fit_is_not_sealed(mia_and_sam: Two) -> None:
    mia, _ = mia_and_sam
    with pytest.raises(Refused, match="bad-content"):
        await mia.seal(SECTION, Answers({"pictures": "no such option"}))
    with pytest.raises(Refused, match="bad-content"):
        await mia.seal(SECTION, Answers({"hard-limits": "x" * 901}))
    assert mia.section(SECTION).state == "open"


async def test_what_is_sealed_stays(mia_and_sam: Two) -> None:
    mia, _ = mia_and_sam
    await mia.seal(SECTION, Answers())
    with pytest.raises(Refused, match="taken"):
        await mia.seal(SECTION, Answers())
    with pytest.raises(Refused, match="taken"):
        await raw_commit(mia, junk(mia))


async def test_a_new_round_needs_both_and_keeps_the_old_one(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    await mia.again(SECTION)
    await sam.wait_for(lambda me: me.section(SECTION).again.them, PATIENCE)
    assert sam.section(SECTION).round == 1
    await mia.not_again(SECTION)
    await sam.wait_for(lambda me: not me.section(SECTION).again.them, PATIENCE)
    await mia.again(SECTION)
    await sam.again(SECTION)
    await mia.wait_for(lambda me: me.section(SECTION).round == 2, PATIENCE)
    assert mia.result(SECTION) is None
    assert mia.result(SECTION, 1) is not None
    await both_seal(mia, sam)


# Pausing


async def test_a_pause_blocks_sealing_for_both_until_its_owner_lifts_it(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await sam.pause()
    await mia.wait_for(lambda me: me.paused_by_them, PATIENCE)
    for one in (mia, sam):
        with pytest.raises(Refused, match="paused"):
            await one.seal(SECTION, Answers())
        with pytest.raises(Refused, match="paused"):
            await raw_commit(one, junk(one))
    await mia.resume()
    assert mia.is_paused
    await sam.resume()
    await mia.wait_for(lambda me: not me.is_paused, PATIENCE)
    await both_seal(mia, sam)


async def test_a_notice_reaches_the_partner_during_a_pause(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await sam.pause()
    await mia.notice({"withdraw": ["cuffs/receive"]})
    await sam.wait_for(lambda me: me.notices.theirs, PATIENCE)
    assert sam.notices.theirs == ({"withdraw": ["cuffs/receive"]},)


# In our words


async def test_of_two_notes_at_once_one_is_lost_and_kept_by_its_writer(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    written = await asyncio.gather(
        mia.write_note(SECTION, "hers", based_on=0), sam.write_note(SECTION, "his", based_on=0)
    )
    lost = [one for one in written if isinstance(one, Lost)]
    assert len(lost) == 1
    for one in (mia, sam):
        await one.wait_for(lambda me: me.note(SECTION) is not None, PATIENCE)
        note = one.note(SECTION)
        assert note is not None
        assert {note.text, lost[0].text} == {"hers", "his"}


async def test_settling_taking_back_and_an_edit(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    assert await mia.write_note(SECTION, "Red is stop.") is None
    await sam.wait_for(lambda me: me.note(SECTION) is not None, PATIENCE)
    await sam.settle(SECTION, 1)
    await mia.settle(SECTION, 1)
    for one in (mia, sam):
        await one.wait_for(lambda me: newest_note(me, SECTION).agreed, PATIENCE)
    await sam.settle(SECTION, 1, yes=False)
    await mia.wait_for(lambda me: not newest_note(me, SECTION).settled_them, PATIENCE)
    await sam.settle(SECTION, 1)
    await mia.wait_for(lambda me: newest_note(me, SECTION).agreed, PATIENCE)
    assert await sam.write_note(SECTION, "Red is stop, and so is no.") is None
    await mia.wait_for(lambda me: newest_note(me, SECTION).n == 2, PATIENCE)
    note = mia.note(SECTION)
    assert note is not None
    assert (note.text, note.settled_me, note.settled_them) == ("Red is stop, and so is no.", False, False)
    with pytest.raises(Refused, match="stale"):
        await mia.settle(SECTION, 1)


async def test_no_note_before_the_section_is_open(mia_and_sam: Two) -> None:
    mia, _ = mia_and_sam
    with pytest.raises(Refused, match="too-early"):
        await mia.write_note(SECTION, "too soon")
