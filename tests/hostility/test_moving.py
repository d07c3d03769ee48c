"""A third person who has seen the code of a move, and phones that do not keep to the order of things."""

import os
from collections.abc import AsyncIterator

import pytest

from overture.core.encoding import digest
from overture.core.transitions import MOVE_BOX
from overture.setting_values import Rate
from tests.server.realtime.test_moving import approved, begun, did, refused, shown
from tests.server.wired import World, b64, commit_box, slot, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def yes(old: Phone, name: str, m2: bytes) -> str:
    """Approve the m2 on the old phone; why it was refused."""
    fields = {"move": name, "m2": digest(m2), "m3": b64(os.urandom(64)), "box": b64(os.urandom(MOVE_BOX))}
    return await refused(old, "move-approve", **fields)


async def test_who_photographs_the_code_and_asks_first_is_handed_nothing(hub: World) -> None:
    """The pictures differ then, so the person says no; up to that word nothing has left the old phone."""
    a, _ = await hub.pair()
    old = await hub.enter(a)
    name, stolen = await begun(hub, old)
    thief = await hub.enter(stolen)
    await did(thief, "move-reply", m2=b64(os.urandom(118)))
    assert (await hub.post("/move", {"move": name})).json["code"] == "asked"
    assert thief.view["arriving"]["box"] is None
    assert await refused(thief, "move-claim") == "too-early"
    await did(old, "move-cancel", move=name)
    assert (await thief.until("gone"))["gone"]["code"] == "rejected"
    again = hub.phone()
    await again.connect()
    again.send({"hello": {"id": stolen["id"], "token": stolen["token"]}})
    assert (await again.next())["gone"]["code"] == "gone"
    assert (await hub.enter(a)).view["move"] is None


async def test_a_newcomer_learns_and_changes_nothing_of_the_session(hub: World) -> None:
    a, b = await hub.pair()
    old, sam = await hub.enter(a), await hub.enter(b)
    box = commit_box(sam.view)
    await did(sam, "commit", **slot(sam.view), box=b64(box))
    _, seat = await begun(hub, old)
    new = await hub.enter(seat)
    assert set(new.view) == {"v", "arriving"}
    for command in ("end", "ready", "not-prolong"):
        assert await refused(new, command) == "not-yours"
    assert await refused(new, "commit", **slot(sam.view), box=b64(box)) == "not-yours"
    assert await refused(new, "fetch", box=digest(box)) == "not-found"
    await did(new, "move-reply", m2=b64(os.urandom(118)))
    assert (await shown(old))["move"]["asked"]


async def test_an_approval_for_one_phone_is_none_for_the_next(hub: World) -> None:
    a, _ = await hub.pair()
    old = await hub.enter(a)
    first, seat = await begun(hub, old)
    earlier, m2 = await hub.enter(seat), os.urandom(118)
    await did(earlier, "move-reply", m2=b64(m2))
    second, other = await begun(hub, old)
    assert (await earlier.until("gone"))["gone"]["code"] == "rejected"
    later = await hub.enter(other)
    assert await yes(old, second, m2) == "stale"
    await did(later, "move-reply", m2=b64(os.urandom(118)))
    assert await yes(old, first, m2) == "stale"
    assert await yes(old, second, m2) == "stale"
    assert await refused(later, "move-claim") == "too-early"


async def test_one_claim_and_no_second(hub: World) -> None:
    a, _ = await hub.pair()
    old = await hub.enter(a)
    _, seat, new, _ = await approved(hub, old)
    await did(new, "move-claim")
    assert await refused(new, "move-claim") == "not-yours"
    assert (await hub.enter(seat)).view["role"] == "A"


async def test_the_partner_can_neither_cancel_nor_approve_nor_ask(hub: World) -> None:
    a, b = await hub.pair()
    old, sam = await hub.enter(a), await hub.enter(b)
    name, seat, _, _ = await approved(hub, old)
    await did(sam, "move-cancel", move=name)
    assert await yes(sam, name, os.urandom(118)) == "stale"
    assert (await hub.enter(seat)).view["arriving"]["box"] is not None


async def test_one_address_asks_as_often_as_it_may_join(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_join=Rate(10, 3600)) as hub:
        answers = [await hub.post("/move", {"move": b64(os.urandom(16))}) for _ in range(12)]
        assert [answer.status for answer in answers] == [404] * 10 + [429] * 2


async def test_a_foreign_page_cannot_ask(hub: World) -> None:
    answer = await hub.post("/move", {"move": b64(os.urandom(16))}, origin="http://evil.example")
    assert (answer.status, answer.json["code"]) == (403, "foreign")
