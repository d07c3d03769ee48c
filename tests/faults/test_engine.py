"""Under two people who talk, the engine is killed, held, cut or made deaf, and clocks jump."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

from overture.store.embedded import EmbeddedEngine
from overture.store.engine import Engine as Connections
from overture.store.sessions import SessionStore
from tests.faults.proxy import Proxy
from tests.faults.talk import PATIENCE, begin, opened, talking
from tests.server.stored import commit, done, paired, sealed
from tests.server.wired import Clock, b64, world
from tests.support.engines import Engine, cut_last_file
from tests.support.hub import GENEROUS, Hub
from tests.terminal.pairs import SECTION, answers

StartHub = Callable[..., Hub]


async def test_a_held_engine_stops_everything_and_nothing_is_lost(start_hub: StartHub, engine: Engine) -> None:
    hub = start_hub(redis_url=engine.url, env=GENEROUS)
    async with talking(hub.url) as talk:
        await talk.mia.seal(SECTION, answers(talk.mia, SECTION, "mia"))
        engine.hold()
        sealing = asyncio.create_task(talk.sam.seal(SECTION, answers(talk.sam, SECTION, "sam")))
        await talk.until(lambda: all(one.link == "away" for one in talk.both))
        assert not sealing.done()
        assert opened(talk) == []
        engine.let_go()
        await sealing
        await asyncio.gather(*(one.opened(SECTION) for one in talk.both))


async def test_a_killed_engine_loses_nothing_under_way(start_hub: StartHub, engine: Engine) -> None:
    hub = start_hub(redis_url=engine.url, env=GENEROUS)
    async with talking(hub.url) as talk:
        for section in ("limits", "aftercare"):
            sealing = [asyncio.create_task(one.seal(section, answers(one, section, one.role))) for one in talk.both]
            await talk.record.change()
            engine.kill()
            await talk.until(lambda: all(one.link == "away" for one in talk.both))
            engine.start()
            await asyncio.gather(*sealing, *(one.opened(section) for one in talk.both))


async def test_phones_send_again_what_an_engine_forgot(start_hub: StartHub, engine: Engine) -> None:
    hub = start_hub(redis_url=engine.url, env=GENEROUS)
    async with asyncio.timeout(PATIENCE):
        talk = await begin(hub.url, hub.url)
        async with talk.mia, talk.sam:
            await talk.mia.seal(SECTION, answers(talk.mia, SECTION, "mia"))
            commits = [event for event in talk.record.events if getattr(event, "do", "") == "commit"]
            engine.kill()
            cut_last_file(engine.folder)
            engine.start()
            await talk.until(
                lambda: len([e for e in talk.record.events if getattr(e, "do", "") == "commit"]) > len(commits)
            )
            await talk.sam.seal(SECTION, answers(talk.sam, SECTION, "sam"))
            await asyncio.gather(*(one.opened(SECTION) for one in talk.both))
            await talk.until(talk.converged)


async def test_the_private_engine_starts_with_a_cut_file(folder: Path) -> None:
    first = EmbeddedEngine(folder, 64)
    await first.start()
    connections = Connections(first.url)
    id, a, _ = await paired(SessionStore(connections))
    before = await SessionStore(connections).load(id)
    await done(SessionStore(connections), id, a, commit(sealed()))
    await connections.close()
    os.kill(first.pid, signal.SIGKILL)
    await first.stop()
    cut_last_file(folder)
    second = EmbeddedEngine(folder, 64)
    await second.start()
    connections = Connections(second.url)
    assert await SessionStore(connections).load(id) == before
    await connections.close()
    await second.stop()


async def test_a_subscription_that_went_deaf_is_noticed(engine: Engine) -> None:
    """The engine's side of it is alive, as is the connection for commands; only nothing arrives any more."""
    async with (
        Proxy(engine.socket) as proxy,
        world(f"redis://{proxy.address}") as deaf,
        world(engine.url) as other,
    ):
        a, b = await other.pair()
        mia, sam = await deaf.enter(a), await other.enter(b)
        await sam.do("begin-scene", n=1)
        await mia.next()  # it is listening by now
        assert proxy.silence(b"SSUBSCRIBE") == 1
        await sam.do("pause", pause=b64(os.urandom(16)))
        assert (await mia.next())["view"]["paused"]["them"] is True


async def test_a_clock_that_jumps_a_day_and_back_ends_nothing_that_has_time_left(engine: Engine) -> None:
    clock = Clock()
    async with world(engine.url, clock) as hub, world(engine.url) as right:
        qhash = (await hub.get("/questions")).json[0]["qhash"]
        a = (await hub.post("/start", {"qhash": qhash, "hours": 72})).json
        mia, other = await hub.enter(a), await right.enter(a)
        for ahead in (86_400, 0, -86_400, 0):
            clock.ahead = ahead
            for phone in (mia, other):
                pause = b64(os.urandom(16))
                assert "ack" in (await phone.do("pause", pause=pause))[-1]
                assert "ack" in (await phone.do("resume", pause=pause))[-1]
            late = await hub.enter(a)
            assert late.view["expires"] == a["expires"]
            await late.leave()


async def test_a_guest_of_a_wrong_clock_does_not_hold_the_door_for_a_day(valkey_only: Engine) -> None:
    clock = Clock()
    async with world(valkey_only.url, clock) as hub:
        qhash = (await hub.get("/questions")).json[0]["qhash"]
        a = (await hub.post("/start", {"qhash": qhash, "hours": 72})).json
        clock.ahead = 86_400
        await hub.join(a["locator"])
        assert (await hub.post(f"/join/{a['locator']}", {})).json["code"] == "joining"
        clock.ahead = 0
        await hub.join(a["locator"])
