"""Guessing codes, from one address and from many; bots that fetch links; and what an answer tells apart."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import redis

from overture.core.encoding import digest
from overture.setting_values import Rate
from overture.web.rate_limits import WIDER
from tests.server.wired import OFTEN, Clock, World, b64, world
from tests.support.engines import Engine

PER_CODE, PER_CALLER = 60, 10
"""What a hub allows in a minute unless it is told otherwise."""
BOTS = (
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Signal/7.0",
    "curl/8.5.0",
    "",
)

KEEPING_UP = {"PING", "INFO", "SSUBSCRIBE", "SUNSUBSCRIBE", "CLIENT", "HELLO"}
"""What a connection to the store says of itself, and whether there is room, which is asked at most once a second."""


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def guess(hub: World, locator: str, address: str) -> int:
    return (await hub.post(f"/join/{locator}", {}, client=address)).status


async def test_a_thousand_addresses_try_one_code(valkey_only: Engine) -> None:
    """What is left to them is a seat in the lobby, three times; the second half of the code is worth 2^20 tries."""
    per_caller, per_code = Rate(PER_CALLER, 3600), Rate(PER_CODE, 3600)
    async with world(valkey_only.url, rate_join=per_caller, rate_locator=per_code) as hub:
        a = await hub.start()
        statuses = [await guess(hub, a["locator"], f"203.0.{n >> 8}.{n & 255}") for n in range(1000)]
        assert statuses.count(429) == 1000 - PER_CODE
        assert statuses.count(201) == 1
        other = await hub.start()
        assert await guess(hub, other["locator"], "198.51.100.1") == 201


async def test_one_address_tries_a_thousand_codes(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_join=Rate(PER_CALLER, 3600)) as hub:
        for addresses in (["203.0.113.1"] * 1000, [f"2001:db8:1:2::{n:x}" for n in range(1000)]):
            statuses = [await guess(hub, f"{n:04}", address) for n, address in enumerate(addresses)]
            assert statuses.count(429) == 1000 - PER_CALLER
            assert statuses.index(429) == PER_CALLER


async def test_the_owner_of_a_48_counts_as_one(valkey_only: Engine) -> None:
    """They have 65,536 networks that would each count as somebody else; their neighbours pay nothing."""
    async with world(valkey_only.url, rate_join=Rate(PER_CALLER, 3600), rate_unknown=OFTEN) as hub:
        statuses = [await guess(hub, f"{n:04}", f"2001:db8:1:{n:x}::1") for n in range(1000)]
        assert statuses.count(429) == 1000 - WIDER * PER_CALLER
        assert await guess(hub, "0000", "2001:db8:2::1") == 404
        # One phone that is loud uses up its own share alone.
        loud = [await guess(hub, f"{n:04}", "2001:db8:3:1::1") for n in range(1000)]
        assert loud.count(429) == 1000 - PER_CALLER
        assert await guess(hub, "0000", "2001:db8:3:2::1") == 404


async def test_a_sweep_from_everywhere_gets_one_guess_a_minute_for_each_address_and_locks_nobody_out(
    valkey_only: Engine,
) -> None:
    """Without the ceiling each address has ten, and whom they find finds the seat in the lobby taken."""
    clock = Clock()
    async with world(valkey_only.url, clock, rate_join=Rate(PER_CALLER, 3600), rate_unknown=Rate(50, 3600)) as hub:
        sweepers = [f"203.0.{n >> 8}.{n & 255}" for n in range(200)]
        statuses = [await guess(hub, f"{n:04}", who) for n in range(PER_CALLER) for who in sweepers]
        assert statuses.count(404) == len(sweepers)
        assert statuses.count(429) == len(statuses) - len(sweepers)
        # Those who type their code right are let in all the while; those who do not may try again in the next stretch.
        for n in range(20):
            a = await hub.start()
            assert await guess(hub, a["locator"], f"198.51.100.{n}") == 201
        a = await hub.start()
        assert [await guess(hub, which, "192.0.2.1") for which in ("0000", a["locator"])] == [404, 429]
        clock.ahead += 3600
        assert await guess(hub, a["locator"], "192.0.2.1") == 201


async def test_who_is_not_heard_any_more_cannot_tell_a_code_that_is_there_from_one_that_is_not(
    valkey_only: Engine,
) -> None:
    async with world(valkey_only.url, rate_unknown=Rate(1, 3600)) as hub:
        a = await hub.start()
        assert await guess(hub, "0000", "203.0.113.1") == 404
        answers = []

        async def both() -> None:
            paths = [f"/join/{locator}" for locator in ("0000", a["locator"])]
            answers.extend([await hub.post(path, {}, client="203.0.113.1") for path in paths])

        assert await commands_during(valkey_only, both) == []
        assert [answer.status for answer in answers] == [429, 429]
        assert answers[0] == answers[1]


async def test_who_is_slowed_down_asks_the_store_nothing(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_join=Rate(1, 3600)) as hub:
        await guess(hub, "0000", "203.0.113.1")
        said = await commands_during(valkey_only, lambda: guess(hub, "0001", "203.0.113.1"))
        assert said == []


async def test_bots_take_nothing(hub: World, valkey_only: Engine) -> None:
    a = await hub.start()
    paths = ("/", "/start", "/j", f"/j/{a['locator']}", f"/join/{a['locator']}", "/s", "/questions", "/live")

    async def fetch_all() -> None:
        for method in ("GET", "HEAD"):
            for path in paths:
                for agent in BOTS:
                    headers = {"user-agent": agent, "purpose": "prefetch", "sec-purpose": "prefetch;prerender"}
                    answer = await hub.request(method, path, headers=headers)
                    assert answer.status in {200, 404, 405}
                    assert "set-cookie" not in answer.headers

    assert await commands_during(valkey_only, fetch_all) == []
    assert (await hub.enter(a)).view["pairing"]["stage"] == "empty"
    assert (await hub.post(f"/join/{a['locator']}", {})).status == 201


async def test_a_code_that_is_over_cannot_be_told_from_one_that_never_was(hub: World, valkey_only: Engine) -> None:
    """The same bytes, after the same commands to the store."""
    ended, expired = await hub.start(), await hub.start()
    await (await hub.enter(ended)).do("end")
    expire(valkey_only, expired)
    answers, commands = [], []
    for locator in ("0000", ended["locator"], expired["locator"]):
        got: list[Any] = []

        async def join(locator: str = locator, got: list[Any] = got) -> None:
            got.append(await hub.post(f"/join/{locator}", {}))

        said = await commands_during(valkey_only, join)
        commands.append([command.replace(locator, "????") for command in said])
        answers.append((got[0].status, sorted(got[0].headers.items()), got[0].body))
    assert answers[0] == answers[1] == answers[2]
    assert commands[0] == commands[1] == commands[2] == ["GET overture:code:????"]


async def test_a_session_that_is_over_cannot_be_told_from_one_that_never_was(hub: World, valkey_only: Engine) -> None:
    """Nor from one that lives and is somebody else's. The whole conversation on the socket is the same."""
    alive, ended, expired = await hub.start(), await hub.start(), await hub.start()
    await (await hub.enter(ended)).do("end")
    expire(valkey_only, expired)
    unknown = {"id": b64(os.urandom(16)), "token": b64(os.urandom(32))}
    received, commands = [], []
    for seat in (unknown, ended, expired, {**alive, "token": b64(os.urandom(32))}):
        events: list[Any] = []

        async def greet(seat: Any = seat, events: list[Any] = events) -> None:
            phone = hub.phone()
            events.append(await phone.connect())
            phone.send({"hello": {"id": seat["id"], "token": seat["token"]}})
            events.extend([await phone.event(), await phone.event()])

        said = await commands_during(valkey_only, greet)
        commands.append([command.replace(seat["id"], "????") for command in said])
        received.append(events)
    assert all(each == received[0] for each in received)
    assert all(each == ["HMGET overture:{????}:core tag core"] for each in commands)


async def test_a_document_that_is_nowhere_and_a_box_of_others_are_not_found(hub: World) -> None:
    a, b = await hub.pair()
    mia = await hub.enter(a)
    other = await hub.enter((await hub.pair())[0])
    box = os.urandom(4177)
    view = mia.view["chapters"][0]
    assert "ack" in (await mia.do("notice", chapter=view["qhash"], n=1, box=b64(box)))[-1]
    answers = [(await other.do("fetch", box=name))[-1] for name in (digest(box), digest(b"never"))]
    assert {answer["code"] for answer in answers} == {"not-found"}
    assert (await (await hub.enter(b)).do("fetch", box=digest(box)))[-1]["data"] == b64(box)


def expire(engine: Engine, seat: Any) -> None:
    """As if its time had run out: the store then has no key of it."""
    with engine.client() as client:
        for key in (f"overture:code:{seat['locator']}", f"overture:{{{seat['id']}}}:core"):
            assert client.pexpireat(key, 1)


async def commands_during(engine: Engine, act: Callable[[], Awaitable[Any]]) -> list[str]:
    """What the store was asked meanwhile, save whether it is there and to listen."""
    with engine.client() as watching, engine.client() as marking, watching.monitor() as monitor:
        await act()
        mark = b64(os.urandom(6))
        marking.echo(mark)
        return await asyncio.to_thread(_until, monitor, mark)


def _until(monitor: redis.client.Monitor, mark: str) -> list[str]:
    said: list[str] = []
    for each in monitor.listen():
        command = str(each["command"])
        if mark in command:
            break
        if command.split(maxsplit=1)[0].upper() not in KEEPING_UP:
            said.append(command)
    return said
