"""The last of the engine's memory is kept for conversations that are under way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from overture.store.admission import AGAIN_AFTER, NEW_UP_TO, Admission, share_in_use
from overture.store.connection import fields_of
from overture.store.embedded import EmbeddedEngine
from overture.store.engine import Engine as Connections
from tests.server.wired import world
from tests.support.engines import Engine


@pytest.fixture
async def connections(engine: Engine) -> AsyncIterator[Connections]:
    made = Connections(engine.url)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("info", "share"),
    [
        (b"# Memory\r\nused_memory:950\r\nused_memory_human:1K\r\nmaxmemory:1000\r\n", 0.95),
        (b"used_memory:950\r\nmem_not_counted_for_evict:450\r\nmaxmemory:1000\r\n", 0.5),
        (b"used_memory:950\r\nmaxmemory:0\r\n", 0.0),
        (b"used_memory:950\r\n", 0.0),
        (b"", 0.0),
    ],
)
def test_how_much_is_in_use(info: bytes, share: float) -> None:
    assert share_in_use(info) == share


async def test_new_sessions_are_admitted_until_nine_tenths_are_in_use(connections: Connections, engine: Engine) -> None:
    now = 0.0
    admission = Admission(connections, lambda: now)
    assert await admission.is_open()
    with engine.client() as client:
        try:
            used = client.info("memory")["used_memory"]
            client.config_set("maxmemory", int(used / (NEW_UP_TO + 0.05)))
            assert await admission.is_open()
            now += AGAIN_AFTER
            assert not await admission.is_open()
            client.config_set("maxmemory", used * 2)
            assert not await admission.is_open()
            now += AGAIN_AFTER
            assert await admission.is_open()
        finally:
            client.config_set("maxmemory", 0)


async def test_an_engine_that_does_not_tell_is_believed_to_have_room(engine: Engine) -> None:
    with engine.client() as client:
        client.acl_setuser("shy", enabled=True, nopass=True, keys=["*"], commands=["+ping"])
        shy = Connections(engine.url.replace("unix://", "unix://shy:@"))
        assert await Admission(shy).is_open()
        await shy.close()
        client.acl_deluser("shy")


async def test_the_private_engine_tells_its_hub(tmp_path: Path) -> None:
    private = EmbeddedEngine(tmp_path, 16)
    await private.start()
    try:
        async with world(private.url) as hub:
            a = await hub.start()
        await private._ask("SETRANGE", "something else", 4 << 20, b"x")
        used = int(fields_of(await private._ask("INFO", "memory"))["used_memory"])
        await private._ask("CONFIG", "SET", "maxmemory", int(used / (NEW_UP_TO + 0.05)))
        async with world(private.url) as hub:
            qhash = (await hub.get("/questions")).json[0]["qhash"]
            for refused in (
                await hub.post("/start", {"qhash": qhash, "hours": 24}),
                await hub.post(f"/join/{a['locator']}", {}),
                await hub.post("/join/0000", {}),
            ):
                assert (refused.status, refused.json["code"]) == (503, "full")
            await hub.enter(a)
    finally:
        await private.stop()
