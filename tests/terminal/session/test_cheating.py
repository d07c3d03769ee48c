"""A partner or a hub that cheats, at a real hub: what it gains, and what is said of it."""

import os
from typing import Any

import msgspec
import pytest

from overture_partner.errors import PartnerError
from overture_partner.protocol.encoding import base64url
from overture_partner.protocol.seal import RELEASE_SIZE, commit
from overture_partner.session.participant import Participant
from overture_partner.session.rounds_whole import SealRecord
from tests.terminal.pairs import PATIENCE, SECTION, Two, answers, both_seal, junk, newest_note, raw_commit, stop_working


def own_seal(me: Participant) -> SealRecord:
    kept = me._records.get(f"seal/{SECTION}/1", SealRecord)
    assert kept is not None
    return kept


# A partner


async def test_a_junk_commit_breaks_the_round_before_anything_is_shown(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await raw_commit(sam, junk(sam))
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE)
    await sam.wait_for(lambda me: me.section(SECTION).state == "broken", PATIENCE)
    await mia.wait_for(lambda me: me.section(SECTION).broken is not None, PATIENCE)
    hers = mia.section(SECTION)
    assert hers.mine.release is None
    assert hers.broken is not None
    assert (hers.broken.by, hers.broken.after) == ("me", False)
    await mia.again(SECTION)
    await sam.again(SECTION)
    await mia.wait_for(lambda me: me.section(SECTION).round == 2, PATIENCE)
    await both_seal(mia, sam)


async def test_a_reflected_commit_is_junk(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await raw_commit(sam, own_seal(mia).sealed.commit)
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE)
    assert mia.section(SECTION).mine.release is None


@pytest.mark.parametrize("reflected", [False, True], ids=["junk", "reflected"])
async def test_a_bad_release_breaks_the_round_after(mia_and_sam: Two, reflected: bool) -> None:
    mia, sam = mia_and_sam
    stop_working(sam)
    asking = sam._chapters.first.rounds.whole(SECTION, 1).asking
    await raw_commit(sam, commit(asking, b'{"v":1}').commit)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.wait_for(lambda me: me.section(SECTION).mine.release is not None, PATIENCE)
    box = mia._records.get(f"release/{SECTION}/1", bytes) if reflected else os.urandom(RELEASE_SIZE)
    assert box is not None
    await sam.socket.request("release", chapter=sam.questions.qhash, section=SECTION, round=1, box=base64url(box))
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE)
    await mia.wait_for(lambda me: me.section(SECTION).broken is not None, PATIENCE)
    hers = mia.section(SECTION)
    assert hers.broken is not None
    assert (hers.broken.by, hers.broken.after) == ("me", True)
    assert mia.result(SECTION) is None


async def test_sealed_nonsense_breaks_the_round_after(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    sealed = commit(sam._chapters.first.rounds.whole(SECTION, 1).asking, b"no answers at all")
    sam._records.put(f"seal/{SECTION}/1", SealRecord(sealed, b"{}"))
    await raw_commit(sam, sealed.commit)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE)
    assert mia.held(SECTION).broken == "bad content"


async def test_who_reads_and_then_reports_keeps_nothing_back(mia_and_sam: Two) -> None:
    """Mia's device sleeps while both open; Sam reads hers and calls the round broken."""
    mia, sam = mia_and_sam
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.wait_for(lambda me: me.section(SECTION).mine.release is not None, PATIENCE)
    stop_working(mia)
    await sam.opened(SECTION, PATIENCE)
    await sam.socket.request("broken", chapter=sam.questions.qhash, section=SECTION, round=1)
    await mia.wait_for(lambda me: me.section(SECTION).broken is not None, PATIENCE)
    await mia._chapters.first.rounds.work()
    assert (await mia.opened(SECTION, PATIENCE)).theirs == answers(sam, SECTION, "sam")


# A hub, and what happens in between


async def test_a_pause_holds_back_the_release_and_the_round_opens_after_it(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    stop_working(mia)
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await mia.wait_for(lambda me: me.section(SECTION).state == "both-sealed", PATIENCE)
    await mia.pause()
    await mia._chapters.first.rounds.work()
    assert mia.section(SECTION).mine.release is None
    await sam.wait_for(lambda me: me.paused_by_them, PATIENCE)
    await mia.resume()
    await mia._chapters.first.rounds.work()
    await sam.opened(SECTION, PATIENCE)


async def test_a_pause_typed_while_the_commit_is_on_its_way_still_holds_the_release_back(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    stop_working(mia)
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await mia.wait_for(lambda me: me.section(SECTION).state == "both-sealed", PATIENCE)
    fetch = mia._context.box

    async def pause_then_fetch(digest: str) -> bytes:
        await mia.pause()
        return await fetch(digest)

    mia._context.box = pause_then_fetch  # type: ignore[method-assign]
    await mia._chapters.first.rounds.work()
    assert mia.held(SECTION).inner
    assert mia._records.get(f"release/{SECTION}/1", bytes) is None


def claim(me: Participant, **them: Any) -> None:
    """The hub claims something about what the partner said of the note."""
    there, view = me.section(SECTION), me.view
    assert view is not None
    assert there.settled.them is not None
    change = msgspec.structs.replace
    settled = change(there.settled, them=change(there.settled.them, **them))
    sections = tuple(
        change(s, settled=settled, agreed=True) if s.id == SECTION else s for s in view.chapters[0].sections
    )
    me.on_view(change(view, chapters=(change(view.chapters[0], sections=sections),)), {})


async def test_a_hub_can_neither_invent_an_agreement_nor_bring_back_an_old_one(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    await mia.write_note(SECTION, "Red is stop.")
    await mia.settle(SECTION, 1)
    await sam.wait_for(lambda me: newest_note(me, SECTION).n == 1, PATIENCE)
    await sam.settle(SECTION, 1)
    await mia.wait_for(lambda me: newest_note(me, SECTION).agreed, PATIENCE)
    old = mia.section(SECTION).settled.them
    assert old is not None
    await sam.settle(SECTION, 1, yes=False)
    await mia.wait_for(lambda me: not newest_note(me, SECTION).agreed, PATIENCE)
    for them in ({"yes": True}, {"yes": True, "n": 3}, msgspec.structs.asdict(old)):
        claim(mia, **them)
        await mia._chapters.first.notes.read()
        assert not newest_note(mia, SECTION).agreed, them
