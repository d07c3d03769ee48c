"""An engine that fills up: first nobody begins any more, and only at the very end do those who talk have to wait."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from overture.store.admission import NEW_UP_TO
from overture_partner.errors import PartnerError
from tests.faults.history import Said
from tests.faults.recorded import Diary, Record, Recorded
from tests.faults.talk import Talk, again, note, talking
from tests.support.engines import Engine
from tests.support.hub import GENEROUS, Hub
from tests.terminal.pairs import SECTION, answers

StartHub = Callable[..., Hub]
MUCH = 8 << 20
"""Bytes of something else, so that what the tests themselves hold hardly counts."""

SOON = 10.0
"""Seconds; far more than a hub takes to notice."""


@contextmanager
def filled(engine: Engine, share: float) -> Iterator[None]:
    """This much of what the engine may use is in use."""
    with engine.client() as client:
        client.setrange("something else", MUCH, b"x")  # so that no buffer has to hold it on its way
        memory = client.info("memory")
        client.config_set("maxmemory", int((memory["used_memory"] - memory["mem_not_counted_for_evict"]) / share))
        try:
            yield
        finally:
            client.config_set("maxmemory", 0)


async def begin_until_refused(hub: Hub) -> None:
    """A hub looks anew each second whether there is room."""
    async with asyncio.timeout(SOON):
        while True:
            await (await Recorded.start(hub.url, store=Diary(Record(), "A"))).end()


async def nobody_begins(hub: Hub, code: str) -> None:
    with pytest.raises(PartnerError, match="full"):
        await begin_until_refused(hub)
    with pytest.raises(PartnerError, match="full"):
        await Recorded.join(hub.url, code, store=Diary(Record(), "B"))


async def sealed_by_both(talk: Talk, section: str) -> None:
    await asyncio.gather(*(one.seal(section, answers(one, section, one.role)) for one in talk.both))
    await asyncio.gather(*(one.opened(section) for one in talk.both))


def has_said(talk: Talk, who: str, do: str, section: str) -> bool:
    said = [event for event in talk.record.events if isinstance(event, Said)]
    return any((event.who, event.do, event.fields.get("section")) == (who, do, section) for event in said)


async def test_while_the_reserve_is_in_use_nobody_begins_and_all_others_go_on(
    start_hub: StartHub, engine: Engine
) -> None:
    hub = start_hub(redis_url=engine.url, env=GENEROUS)
    async with talking(hub.url) as talk, await Recorded.start(hub.url, store=Diary(Record(), "A")) as waiting:
        assert waiting.code is not None
        with filled(engine, (1 + NEW_UP_TO) / 2):
            await sealed_by_both(talk, SECTION)
            await nobody_begins(hub, waiting.code)
            await note(talk)
            await again(talk)
            await sealed_by_both(talk, "aftercare")


async def test_at_the_end_of_the_reserve_answers_wait_and_the_rest_goes_on(start_hub: StartHub, engine: Engine) -> None:
    hub = start_hub(redis_url=engine.url, env=GENEROUS)
    async with talking(hub.url) as talk:
        await sealed_by_both(talk, "aftercare")
        await talk.mia.seal(SECTION, answers(talk.mia, SECTION, "mia"))
        with filled(engine, 2):
            with pytest.raises(PartnerError, match="full"):
                await Recorded.start(hub.url, store=Diary(Record(), "A"))
            sealing = asyncio.create_task(talk.sam.seal(SECTION, answers(talk.sam, SECTION, "sam")))
            await talk.until(lambda: has_said(talk, "B", "commit", SECTION))
            # Said after it on the same connection, so that it has been refused when this is acknowledged.
            await talk.sam.pause()
            await talk.until(lambda: talk.mia.paused_by_them)
            await talk.sam.resume()
            await talk.until(lambda: not talk.mia.is_paused)
            assert not sealing.done()
            writing = asyncio.create_task(talk.mia.write_note("aftercare", "Tea."))
            await talk.until(lambda: has_said(talk, "A", "note", "aftercare"))
            await talk.mia.pause()
            await talk.mia.resume()
            assert not writing.done()
        assert await writing is None
        await sealing
        await asyncio.gather(*(one.opened(SECTION) for one in talk.both))


async def test_what_both_have_sealed_opens_in_a_full_engine(start_hub: StartHub, valkey_only: Engine) -> None:
    hub = start_hub(redis_url=valkey_only.url, env=GENEROUS)
    async with talking(hub.url) as talk:
        sealing = [one.seal(SECTION, answers(one, SECTION, one.role)) for one in talk.both]
        with valkey_only.client() as client:

            def fill() -> None:
                client.config_set("maxmemory", 1)

            talk.record.on_said("release", fill)
            await asyncio.gather(*sealing, *(one.opened(SECTION) for one in talk.both))
            client.config_set("maxmemory", 0)
