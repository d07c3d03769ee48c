"""The socket: who may speak, in which order, and what a message that cannot be read leads to."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from overture.core import encoding
from overture.realtime import client
from overture.setting_values import Rate
from overture.web.live import Live
from tests.server.wired import HTML, JSON, ORIGIN, World, b64, commit_box, slot, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def test_json_clients_need_no_origin_and_browsers_do(hub: World) -> None:
    assert (await hub.phone(JSON).connect())["type"] == "websocket.accept"
    assert (await hub.phone(JSON, origin=ORIGIN).connect())["type"] == "websocket.accept"
    assert (await hub.phone(HTML, origin=ORIGIN).connect())["type"] == "websocket.accept"
    assert (await hub.phone(HTML).connect())["status"] == 403


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1:8001", "ftp://127.0.0.1:8000"])
@pytest.mark.parametrize("subprotocol", [JSON, HTML])
async def test_a_foreign_page_gets_no_socket(hub: World, origin: str, subprotocol: str) -> None:
    assert (await hub.phone(subprotocol, origin=origin).connect())["status"] == 403


async def test_a_forged_host_gets_no_socket(hub: World) -> None:
    assert (await hub.phone(JSON, host="rebound.example:8000").connect())["status"] == 403


@pytest.mark.parametrize("subprotocol", [None, "overture.json.2", "chat"])
async def test_an_unknown_subprotocol_is_refused_with_a_sentence(hub: World, subprotocol: str | None) -> None:
    phone = hub.phone(subprotocol)
    assert (await phone.connect())["status"] == 400
    assert json.loads((await phone.event())["body"])["code"] == "bad-message"


async def test_the_chosen_subprotocol_is_told(hub: World) -> None:
    assert (await hub.phone(JSON).connect())["subprotocol"] == JSON
    assert (await hub.phone(HTML, origin=ORIGIN).connect())["subprotocol"] == HTML


async def test_nothing_is_said_before_the_hello_and_silence_is_closed(
    hub: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HELLO_WITHIN", 0.05)
    phone = hub.phone()
    await phone.connect()
    assert await phone.next() == {"close": 4401}


async def test_three_hellos_that_cannot_be_read_close_the_socket(hub: World) -> None:
    phone = hub.phone()
    await phone.connect()
    for junk in ("{", '{"id":1,"do":"ready"}', '{"hello":{"id":"x"}}'):
        phone.send(junk)
        assert (await phone.next())["error"]["code"] == "bad-message"
    assert await phone.next() == {"close": 4401}


async def test_wrong_token_unknown_and_ended_hear_the_same_words(hub: World) -> None:
    alive, ended = await hub.start(), await hub.start()
    phone = await hub.enter(ended)
    assert {"ack": 1} in await phone.do("end")
    received = []
    for id, token in (
        (alive["id"], b64(os.urandom(32))),
        (alive["id"], "short"),
        (b64(os.urandom(16)), alive["token"]),
        (ended["id"], ended["token"]),
    ):
        phone = hub.phone()
        await phone.connect()
        phone.send({"hello": {"id": id, "token": token}})
        received.append((await phone.event())["text"])
        assert await phone.next() == {"close": 4404}
    assert len(set(received)) == 1
    assert json.loads(received[0])["gone"]["code"] == "gone"


async def test_the_first_view_tells_the_build_and_carries_no_boxes(hub: World) -> None:
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    await mia.do("commit", box=b64(commit_box(mia.view)), **slot(mia.view))
    again = hub.phone()
    await again.connect()
    again.send({"hello": {"id": a["id"], "token": a["token"]}})
    first = await again.next()
    assert first["boxes"] == {}
    assert first["build"]
    assert "html" not in first
    await mia.do("pause", pause=b64(os.urandom(16)))
    assert "build" not in await again.until("view")


async def test_browsers_get_the_stage_with_each_view(hub: World) -> None:
    a = await hub.start()
    phone = hub.phone(HTML, origin=ORIGIN)
    await phone.connect()
    phone.send({"hello": {"id": a["id"], "token": a["token"]}})
    assert (await phone.next())["html"].startswith('<main id="stage"')
    phone.number = 0
    [view, ack] = await phone.do("offer", m1=b64(os.urandom(100)))
    assert view["html"].startswith('<main id="stage"')
    assert ack == {"ack": 1}


async def test_the_view_comes_before_the_acknowledgement(hub: World) -> None:
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    box = commit_box(mia.view)
    [view, ack] = await mia.do("commit", box=b64(box), **slot(mia.view))
    assert ack == {"ack": 1}
    assert view["view"]["chapters"][0]["sections"][0]["state"] == "sealed"
    assert view["view"]["chapters"][0]["sections"][0]["mine"]["commit"] == encoding.digest(box)


async def test_a_refusal_has_a_code_and_a_sentence_and_changes_nothing(hub: World) -> None:
    a = await hub.start()
    mia = await hub.enter(a)
    before = mia.view
    [refused] = await mia.do("ready")
    assert refused["refused"] == 1
    assert refused["code"] == "not-now"
    assert len(refused["message"]) > 10
    assert (await hub.enter(a)).view == before


async def test_saying_it_twice_is_acknowledged_twice_and_changes_nothing(hub: World) -> None:
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    pause = b64(os.urandom(16))
    assert len(await mia.do("pause", pause=pause)) == 2
    assert await mia.do("pause", pause=pause) == [{"ack": 2}]


async def test_what_is_said_at_once_is_answered_in_order_and_nothing_more_is_read_meanwhile(hub: World) -> None:
    a, _ = await hub.pair()
    mia = await hub.enter(a)
    await mia.handled()
    box = commit_box(mia.view)
    mia.send({"id": 1, "do": "commit", "box": b64(box), **slot(mia.view)})
    assert mia.read_on == []
    mia.send({"id": 2, "do": "fetch", "box": encoding.digest(box)})
    mia.send("not json")
    mia.send({"id": 3, "do": "ready"})
    assert mia.read_on == [False]
    received = [await mia.next() for _ in range(5)]
    assert [next(key for key in ("view", "ack", "error") if key in said) for said in received] == [
        "view", "ack", "ack", "error", "ack",
    ]  # fmt: skip
    assert [said["ack"] for said in received if "ack" in said] == [1, 2, 3]
    await mia.handled()
    assert mia.read_on == [False, True]


async def test_a_phone_that_goes_while_its_hello_is_looked_up_leaves_nothing(
    hub: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = await hub.start()
    live = hub.app.user_middleware[0].kwargs["live"]
    assert isinstance(live, Live)
    looked_up, went = asyncio.Event(), asyncio.Event()
    load = live._hub._store.load

    async def slow(id: str) -> Any:
        looked_up.set()
        await went.wait()
        return await load(id)

    monkeypatch.setattr(live._hub._store, "load", slow)
    phone = hub.phone()
    await phone.connect()
    phone.send({"hello": {"id": a["id"], "token": a["token"]}})
    await looked_up.wait()
    await phone.leave()
    went.set()
    b = await hub.start()
    await hub.enter(b)
    assert list(live._hub._live) == [b["id"]]


async def test_a_box_is_fetched_by_whoever_may_see_it(hub: World) -> None:
    a, b = await hub.pair()
    mia, sam = await hub.enter(a), await hub.enter(b)
    box = commit_box(mia.view)
    await mia.do("commit", box=b64(box), **slot(mia.view))
    assert await mia.do("fetch", box=encoding.digest(box)) == [
        {"box": encoding.digest(box), "data": b64(box), "ack": 2}
    ]
    [refused] = await sam.do("fetch", box=encoding.digest(box))
    assert refused["code"] == "not-found"


async def test_three_messages_that_cannot_be_read_close_the_socket(hub: World) -> None:
    mia = await hub.enter(await hub.start())
    mia.send("not json")
    assert (await mia.next())["error"]["code"] == "bad-message"
    mia.send({"id": 7, "do": "no-such-command"})
    assert (await mia.next())["refused"] == 7
    mia.send_bytes()
    assert (await mia.next())["error"]["code"] == "bad-message"
    assert await mia.next() == {"close": 4400}


@pytest.mark.parametrize(
    "junk", ["[" * 60_000, '{"id":1,"do":"offer","m1":' + "9" * 50_000 + "}", "\ud800", '{"id":1e9}']
)
async def test_strange_json_is_an_error_and_not_a_crash(hub: World, junk: str) -> None:
    a = await hub.start()
    mia = await hub.enter(a)
    mia.send(junk)
    said = await mia.next()
    assert "error" in said or "refused" in said
    assert (await hub.enter(a)).view["phase"] == "pairing"


async def test_a_message_of_more_than_64_kibibytes_is_refused(hub: World) -> None:
    mia = await hub.enter(await hub.start())
    mia.send({"id": 1, "do": "offer", "m1": "A" * 65_536})
    assert (await mia.next())["error"]["code"] == "too-long"


async def test_commands_have_a_rate(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_commands=Rate(10, 100_000)) as hub:
        a, _ = await hub.pair()
        mia = await hub.enter(a)
        answers = [(await mia.do("begin-scene", n=1))[-1] for _ in range(11)]
        assert all("ack" in answer for answer in answers[:-1])
        assert answers[-1]["code"] == "slow-down"


async def test_a_rate_recovers_with_time(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_commands=Rate(1, 1)) as hub:
        mia = await hub.enter(await hub.start())
        refused = 0
        while (await mia.do("offer", m1=b64(b"1" * 100)))[-1].get("code") != "slow-down":
            pass
        while (await mia.do("offer", m1=b64(b"1" * 100)))[-1].get("code") == "slow-down":
            refused += 1
        assert refused


async def test_one_address_can_open_only_so_many_sockets(valkey_only: Engine) -> None:
    async with world(valkey_only.url, max_sockets=2, trusted_proxies=("127.0.0.1",)) as hub:
        seat = await hub.start()

        async def knock(address: str) -> tuple[Phone, dict[str, Any]]:
            phone = hub.phone(**{"x-forwarded-for": address})
            return phone, await phone.connect()

        (first, _), (second, entered) = await knock("192.0.2.1"), await knock("192.0.2.1")
        assert entered["type"] == "websocket.accept"
        _, refused = await knock("192.0.2.1")
        assert (refused["type"], refused["status"]) == ("websocket.http.response.start", 429)
        _, other = await knock("192.0.2.2")
        assert other["type"] == "websocket.accept"
        second.send({"hello": {"id": seat["id"], "token": seat["token"]}})
        assert "view" in await second.next()
        await first.leave()
        _, after = await knock("192.0.2.1")
        assert after["type"] == "websocket.accept"


async def test_sockets_that_are_refused_take_no_place(valkey_only: Engine) -> None:
    async with world(valkey_only.url, max_sockets=1) as hub:
        for _ in range(2):
            refused = await hub.phone("foreign.1").connect()
            assert refused["status"] == 400
        for _ in range(2):
            phone = hub.phone()
            assert (await phone.connect())["type"] == "websocket.accept"
            await phone.leave()
