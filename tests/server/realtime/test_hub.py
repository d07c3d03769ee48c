"""This process's sockets: each sees its own view, wherever a change comes from and whatever is lost on the way."""

import asyncio
import os
from collections.abc import AsyncIterator
from html import unescape

import pytest

from overture.core import encoding
from overture.realtime import socket
from overture.web.live import Live
from tests.server.wired import HTML, ORIGIN, Clock, World, b64, commit_box, slot, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine


@pytest.fixture
async def hub(engine: Engine, clock: Clock) -> AsyncIterator[World]:
    async with world(engine.url, clock) as made:
        yield made


@pytest.fixture
async def other(engine: Engine, clock: Clock) -> AsyncIterator[World]:
    """A second process of the same hub."""
    async with world(engine.url, clock) as made:
        yield made


async def sealed_by_both(mia: Phone, sam: Phone) -> tuple[bytes, bytes]:
    mine, theirs = commit_box(mia.view), commit_box(mia.view)
    assert "ack" in (await mia.do("commit", box=b64(mine), **slot(mia.view)))[-1]
    assert "ack" in (await sam.do("commit", box=b64(theirs), **slot(sam.view)))[-1]
    return mine, theirs


async def test_two_processes_see_each_others_changes(hub: World, other: World) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await other.enter(b)
    mine, theirs = await sealed_by_both(mia, sam)
    seen = await mia.next()
    assert seen["boxes"] == {encoding.digest(theirs): b64(theirs)}
    pause = b64(os.urandom(16))
    await sam.do("pause", pause=pause)
    assert (await mia.next())["view"]["paused"] == {"me": None, "them": True, "later": None}
    assert (await mia.do("commit", box=b64(commit_box(mia.view, 1)), **slot(mia.view, 1)))[-1]["code"] == "paused"
    await sam.do("resume", pause=pause)
    assert (await mia.next())["view"]["paused"]["them"] is False
    assert encoding.digest(mine) in str(sam.view)


async def test_a_change_elsewhere_is_shown_without_reading_it(hub: World, other: World, engine: Engine) -> None:
    def reads() -> int:
        with engine.client() as client:
            return int(client.info("commandstats")["cmdstat_hmget"]["calls"])

    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await other.enter(b)
    counted: list[int] = []
    for _ in range(3):
        pause = b64(os.urandom(16))
        for name in ("pause", "resume"):
            await sam.do(name, pause=pause)
            assert (await mia.next())["view"]["paused"]["them"] is (name == "pause")
        counted.append(reads())
    # Both processes read it once, when the engine says that they hear of it from now on.
    assert counted[1] == counted[2]


async def test_who_seals_second_gets_the_first_box_with_the_view(hub: World, other: World) -> None:
    a, b = await hub.pair()
    for process in (hub, other):
        mia, sam = await hub.enter(a), await process.enter(b)
        number = 0 if process is hub else 1
        mine, theirs = commit_box(mia.view, number), commit_box(mia.view, number)
        await mia.do("commit", box=b64(mine), **slot(mia.view, number))
        received = await sam.do("commit", box=b64(theirs), **slot(sam.view, number))
        carried = {digest: box for said in received for digest, box in said.get("boxes", {}).items()}
        assert carried == {encoding.digest(mine): b64(mine)}


async def test_a_box_goes_to_every_phone_but_the_one_that_sent_it(hub: World) -> None:
    a, _ = await hub.pair()
    first, second = await hub.enter(a), await hub.enter(a)
    box = commit_box(first.view)
    [view, _] = await first.do("commit", box=b64(box), **slot(first.view))
    assert view["boxes"] == {}
    assert (await second.next())["boxes"] == {encoding.digest(box): b64(box)}
    [fetched] = await first.do("fetch", box=encoding.digest(box))
    assert fetched["data"] == b64(box)


async def test_a_seat_hears_nothing_of_what_it_may_not_see(hub: World) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b)
    await mia.do("commit", box=b64(commit_box(mia.view)), **slot(mia.view))
    assert sam.outgoing.empty()
    # Had anything been said to Sam about the sealing, it would stand before the next message.
    await mia.do("pause", pause=b64(os.urandom(16)))
    assert (await sam.next())["view"]["paused"]["them"] is True


async def test_two_phones_of_one_seat_get_the_same_bytes(hub: World) -> None:
    a, _ = await hub.pair()
    first, second = await hub.enter(a, HTML), await hub.enter(a, HTML)
    first.number = second.number = 0
    first.send({"id": 1, "do": "begin-scene", "n": 1})
    assert (await first.event())["text"] == (await second.event())["text"]


async def test_each_phone_of_a_session_is_drawn_in_its_own_language(hub: World) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a, HTML, language="de"), await hub.enter(b, HTML, language="en")
    second, unknown = await hub.enter(a, HTML), await hub.enter(a, HTML, language="xx")
    assert "Wo wir stehen" in mia.first["html"]
    assert "Where we stand" in sam.first["html"]
    assert second.first["html"] == unknown.first["html"] != mia.first["html"]
    for phone in (mia, second):
        phone.number = 0
    mia.send({"id": 1, "do": "prolong", "until": mia.view["expires"] + 86_400})
    assert "Du möchtest es einen Tag länger behalten" in unescape((await mia.next())["html"])
    assert "You would like to keep it one day longer" in (await second.next())["html"]
    assert (await mia.next()) == {"ack": 1}
    mia.send({"id": 2, "do": "fetch", "box": "A" * 43})
    assert (await mia.next())["message"] == "Unter dieser Adresse gibt es nichts."


async def test_the_end_reaches_every_phone_after_its_acknowledgement(hub: World, other: World) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await other.enter(b)
    assert await mia.do("end") == [{"ack": 1}]
    for phone in (mia, sam):
        assert (await phone.next())["gone"]["code"] == "gone"
        assert await phone.next() == {"close": 4404}


async def test_a_guest_whose_seat_is_freed_is_told(hub: World, clock: Clock) -> None:
    a = await hub.start()
    mia, guest = await hub.enter(a), await hub.enter(await hub.join(a["locator"]))
    await mia.next()
    clock.ahead = 31
    await hub.enter(await hub.join(a["locator"]))
    assert (await guest.until("gone"))["gone"]["code"] == "rejected"
    assert await guest.next() == {"close": 4404}


async def test_a_guest_who_leaves_is_acknowledged_first(hub: World) -> None:
    a = await hub.start()
    guest = await hub.enter(await hub.join(a["locator"]))
    assert await guest.do("leave") == [{"ack": 1}]
    assert (await guest.next())["gone"]["code"] == "rejected"


async def test_a_session_that_runs_out_is_gone_while_one_looks(hub: World, other: World, clock: Clock) -> None:
    a = await hub.start()
    mia, again = await hub.enter(a), await other.enter(a)
    await again.do("offer", m1=b64(os.urandom(100)))
    await mia.next()  # the hub is listening by now and has nothing more to read
    await again.leave()
    clock.ahead = 24 * 3600 + 1
    assert (await mia.next())["gone"]["code"] == "gone"
    assert await mia.next() == {"close": 4404}


async def test_a_change_during_a_lost_subscription_is_seen(hub: World, other: World, engine: Engine) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await other.enter(b)
    await mia.do("begin-scene", n=1)
    await sam.next()  # both are listening by now
    with engine.client() as client:
        client.client_kill_filter(_type="pubsub")
        client.client_pause(200, all=False)
        await sam.do("pause", pause=b64(os.urandom(16)))
    assert (await mia.next())["view"]["paused"]["them"] is True


async def test_an_engine_that_hangs_is_told_once_and_all_goes_on_by_itself(hub: World, engine: Engine) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b)
    loop = asyncio.get_running_loop()
    engine.hold()
    began = loop.time()
    assert await mia.next() == {"away": True}
    assert await sam.next() == {"away": True}
    assert loop.time() - began < 3
    assert (await mia.do("pause", pause=b64(os.urandom(16))))[-1]["code"] == "away"
    assert (await mia.do("fetch", box=encoding.digest(b"x")))[-1]["code"] == "away"
    late = hub.phone()
    await late.connect()
    late.send({"hello": {"id": a["id"], "token": a["token"]}})
    assert await late.next() == {"away": True}
    engine.let_go()
    for phone in (mia, sam, late):
        assert "view" in await phone.next()
    assert (await mia.do("begin-scene", n=1))[-1] == {"ack": 3}
    assert (await sam.next())["view"]["scene"]["begin"] == {"me": False, "them": True}


async def test_someone_without_a_seat_hears_so_when_the_engine_is_back(hub: World, engine: Engine) -> None:
    a = await hub.start()
    mia = await hub.enter(a)
    engine.hold()
    assert await mia.next() == {"away": True}
    stranger = hub.phone()
    await stranger.connect()
    stranger.send({"hello": {"id": a["id"], "token": b64(os.urandom(32))}})
    assert await stranger.next() == {"away": True}
    engine.let_go()
    assert (await stranger.next())["gone"]["code"] == "gone"


async def test_a_killed_engine_loses_nothing_that_was_acknowledged(hub: World, engine: Engine) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b)
    mine, theirs = await sealed_by_both(mia, sam)
    engine.kill()
    engine.start()
    fresh = await hub.enter(a)
    assert fresh.view["chapters"][0]["sections"][0]["state"] == "both-sealed"
    for box in (mine, theirs):
        assert (await fresh.do("fetch", box=encoding.digest(box)))[-1]["data"] == b64(box)


async def test_an_engine_restored_from_older_data_is_believed(hub: World, engine: Engine) -> None:
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    key = f"overture:{{{a['id']}}}:core"
    with engine.client() as client:
        older = client.hgetall(key)
        await mia.do("begin-scene", n=1)
        assert mia.view["scene"]["state"] == "asked"
        client.hset(key, mapping=older)
        client.client_kill_filter(_type="pubsub")
    assert (await mia.next())["view"]["scene"]["state"] == "none"


async def test_another_past_with_the_same_numbers_is_shown(hub: World, other: World, engine: Engine) -> None:
    a, b = await hub.pair()
    mia = await hub.enter(a)
    key = f"overture:{{{a['id']}}}:core"
    with engine.client() as client:
        older = client.hgetall(key)
        await mia.do("begin-scene", n=1)
        seen = mia.view
        client.hset(key, mapping=older)
    await (await other.enter(b)).do("pause", pause=b64(os.urandom(16)))
    view = (await mia.next())["view"]
    assert view["v"] == seen["v"]
    assert (view["paused"]["them"], view["scene"]["state"]) == (True, "none")


async def test_a_full_engine_still_lets_one_pause(hub: World, engine: Engine) -> None:
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    with engine.client() as client:
        client.config_set("maxmemory", 1)
        assert (await mia.do("commit", box=b64(commit_box(mia.view)), **slot(mia.view)))[-1]["code"] == "full"
        assert (await mia.do("pause", pause=b64(os.urandom(16))))[-1] == {"ack": 2}
        client.config_set("maxmemory", 0)


async def test_a_reader_that_is_too_slow_is_closed_and_holds_nobody_up(
    hub: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b, HTML)
    monkeypatch.setattr(socket, "MAX_BUFFERED", 100_000)
    sam.takes.clear()
    for _ in range(30):
        pause = b64(os.urandom(16))
        await mia.do("pause", pause=pause)
        await mia.do("resume", pause=pause)
    sam.take()
    received = [await sam.next()]
    while "close" not in received[-1]:
        received.append(await sam.next())
    assert received[-1] == {"close": 1013}
    assert len(received) < 10
    again = hub.phone(HTML, origin=ORIGIN)
    await again.connect()
    again.send({"hello": {"id": b["id"], "token": b["token"]}})
    assert "view" in await again.next()


async def test_nothing_is_kept_for_sockets_that_left(hub: World) -> None:
    live = hub.app.user_middleware[0].kwargs["live"]
    assert isinstance(live, Live)
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    assert len(live._hub._live) == 1
    await mia.leave()
    assert live._hub._live == {}


async def test_nothing_secret_is_logged(hub: World, engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="overture")
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b)
    await sealed_by_both(mia, sam)
    await mia.do("no-such-command")
    mia.send("not json at all")
    engine.hold()
    await mia.until("away")
    engine.let_go()
    await sam.until("view")
    for secret in (a["token"], b["token"], a["id"], a["locator"], "127.0.0.1"):
        assert secret not in caplog.text
