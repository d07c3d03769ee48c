"""The end, and coming back: from a store, after a hub was away, after an end that nobody heard."""

import asyncio
from collections.abc import Callable

import pytest

from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.model.answers import Answers
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.hub import Hub
from tests.terminal.pairs import (
    PATIENCE,
    SECTION,
    Two,
    answers,
    both_ready,
    both_seal,
    paired,
    stop_working,
)


async def test_the_end_reaches_the_other_who_keeps_what_was_open(mia_and_sam: Two) -> None:
    mia, sam = mia_and_sam
    await both_seal(mia, sam)
    await mia.end()
    assert mia.result(SECTION) is None
    await sam.wait_for(lambda me: me.link == "gone", PATIENCE)
    assert sam.result(SECTION) is not None
    with pytest.raises(Gone):
        await sam.pause()


async def test_coming_back_from_a_store_in_every_state(home: str) -> None:
    hers, his = MemoryStore(), MemoryStore()
    mia = await Participant.start(home, store=hers)
    code = mia.code
    await mia.close()
    mia = await Participant.restore(home, mia.seat.id, hers)
    assert mia.code == code
    assert code is not None
    sam = await Participant.join(home, code, store=his)
    await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))
    await both_ready(mia, sam)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.pause()
    await mia.close()
    await sam.wait_for(lambda me: me.paused_by_them, PATIENCE)
    mia = await Participant.restore(home, mia.seat.id, hers)
    assert mia.paused_by_me
    await mia.resume()
    await sam.wait_for(lambda me: not me.is_paused, PATIENCE)
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await mia.opened(SECTION, PATIENCE)
    await sam.close()
    sam = await Participant.restore(home, sam.seat.id, his)
    assert (await sam.opened(SECTION, PATIENCE)).theirs == answers(mia, SECTION, "mia")
    await mia.close()
    await sam.close()


async def test_a_seal_that_was_stored_but_not_sent_is_sent_on_coming_back(home: str) -> None:
    hers = MemoryStore()
    mia, sam = await paired(home, stores=(hers, None))
    await both_ready(mia, sam)
    stop_working(mia)
    mia._chapters.first.rounds.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.close()
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    mia = await Participant.restore(home, mia.seat.id, hers)
    await asyncio.gather(mia.opened(SECTION, PATIENCE), sam.opened(SECTION, PATIENCE))
    await mia.close()
    await sam.close()


async def test_an_end_that_the_hub_has_not_heard_is_said_on_coming_back(home: str) -> None:
    hers = MemoryStore()
    mia, sam = await paired(home, stores=(hers, None))
    async with sam:
        await mia.close()
        with pytest.raises(PartnerError):
            await mia.end()
        with pytest.raises(Gone):
            await Participant.restore(home, mia.seat.id, hers)
        await sam.wait_for(lambda me: me.link == "gone", PATIENCE)
        assert hers.records == {}


async def test_a_hub_that_is_away_for_a_while_loses_nothing(start_hub: Callable[..., Hub]) -> None:
    hub = start_hub()
    mia, sam = await paired(hub.url)
    async with mia, sam:
        await both_ready(mia, sam)
        await mia.seal(SECTION, answers(mia, SECTION, "mia"))
        hub.kill()
        await mia.wait_for(lambda me: me.link != "connected", PATIENCE)
        pausing = asyncio.create_task(mia.pause())
        await mia.wait_for(lambda me: me.paused_by_me, PATIENCE)
        with pytest.raises(Refused, match="paused"):
            await mia.seal("stop-signals", Answers())
        hub.start()
        await pausing
        await sam.wait_for(lambda me: me.paused_by_them, 4 * PATIENCE)
        await mia.resume()
        await sam.wait_for(lambda me: not me.is_paused, PATIENCE)
        await sam.seal(SECTION, answers(sam, SECTION, "sam"))
        await asyncio.gather(mia.opened(SECTION, PATIENCE), sam.opened(SECTION, PATIENCE))
