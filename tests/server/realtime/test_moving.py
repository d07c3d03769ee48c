"""Three phones at one hub, of which two are one person's: what each is told while a seat moves."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from overture.core.encoding import digest, encode
from overture.core.transitions import MOVE_BOX, MOVE_LASTS
from tests.server.wired import HTML, World, b64, commit_box, slot, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def did(phone: Phone, name: str, **fields: Any) -> Any:
    """Say a command that must be accepted; the newest view on the way, if there was one."""
    received = await phone.do(name, **fields)
    assert "ack" in received[-1], received
    return next((said["view"] for said in reversed(received) if "view" in said), None)


async def refused(phone: Phone, name: str, **fields: Any) -> str:
    received = await phone.do(name, **fields)
    assert "refused" in received[-1], received
    return str(received[-1]["code"])


async def shown(phone: Phone) -> Any:
    """The next view, by itself."""
    return (await phone.until("view"))["view"]


async def begun(hub: World, old: Phone) -> tuple[str, Any]:
    """The id of a move, and the place that a phone has asked for with it."""
    name = encode(os.urandom(16))
    await did(old, "move", move=name, m1=b64(os.urandom(70)))
    answer = await hub.post("/move", {"move": name})
    assert answer.status == 201, answer
    return name, answer.json


async def approved(hub: World, old: Phone) -> tuple[str, Any, Phone, bytes]:
    """All of it up to the claim."""
    name, seat = await begun(hub, old)
    new = await hub.enter(seat)
    m2, box = os.urandom(118), os.urandom(MOVE_BOX)
    await did(new, "move-reply", m2=b64(m2))
    await did(old, "move-approve", move=name, m2=digest(m2), m3=b64(os.urandom(64)), box=b64(box))
    return name, seat, new, box


async def test_a_seat_moves_and_the_old_phone_is_told_so(hub: World) -> None:
    a, b = await hub.pair()
    old, tab, sam = await hub.enter(a), await hub.enter(a, HTML), await hub.enter(b)
    await did(old, "commit", **slot(old.view, 1), box=b64(commit_box(old.view, 1)))
    _, seat, new, box = await approved(hub, old)
    message = await shown(new)
    assert set(message) == {"v", "arriving"}
    assert set(message["arriving"]) == {"m1", "m2", "m3", "box"}
    new.number += 1
    new.send({"id": new.number, "do": "fetch", "box": digest(box)})
    assert (await new.until("data"))["data"] == b64(box)
    received = await new.do("move-claim")
    view = received[0]["view"]
    assert (view["role"], view["move"], received[0]["boxes"], received[1]) == ("A", None, {}, {"ack": new.number})
    for phone in (old, tab):
        assert (await phone.until("gone"))["gone"]["code"] == "moved"
        assert await phone.next() == {"close": 4404}
    await did(new, "commit", **slot(view), box=b64(commit_box(view)))
    # All of that was nothing to the partner: the next view is about the partner's own seal.
    before = sam.first["view"]
    assert (await did(sam, "commit", **slot(before), box=b64(commit_box(before))))["v"] == before["v"] + 1
    again = hub.phone()
    await again.connect()
    again.send({"hello": {"id": a["id"], "token": a["token"]}})
    assert (await again.next())["gone"]["code"] == "moved"
    assert (await hub.enter(seat)).view["role"] == "A"


async def test_the_box_comes_with_the_view_and_a_newcomer_gets_no_fragment(hub: World) -> None:
    a, _ = await hub.pair()
    old = await hub.enter(a)
    name, seat = await begun(hub, old)
    new = await hub.enter(seat, HTML)
    assert "html" not in new.first
    m2, box = os.urandom(118), os.urandom(MOVE_BOX)
    await did(new, "move-reply", m2=b64(m2))
    await did(old, "move-approve", move=name, m2=digest(m2), m3=b64(os.urandom(64)), box=b64(box))
    said = await new.until("view")
    assert said["boxes"] == {digest(box): b64(box)}
    assert "html" not in said


async def test_the_old_phone_sees_who_asks_and_can_throw_it_out(hub: World) -> None:
    a, _ = await hub.pair()
    old = await hub.enter(a)
    name, seat = await begun(hub, old)
    assert (await shown(old))["move"]["asked"]
    new = await hub.enter(seat)
    await did(new, "move-reply", m2=b64(b"2" * 118))
    assert (await shown(old))["move"]["m2"] == b64(b"2" * 118)
    assert (await did(old, "move-cancel", move=name))["move"] is None
    assert (await new.until("gone"))["gone"]["code"] == "rejected"


async def test_who_asks_second_is_told_and_unknown_codes_are_all_alike(hub: World) -> None:
    a, _ = await hub.pair()
    old = await hub.enter(a)
    name, _ = await begun(hub, old)
    second = await hub.post("/move", {"move": name})
    assert (second.status, second.json["code"]) == (409, "asked")
    await did(old, "move-cancel", move=name)
    unknown = [await hub.post("/move", {"move": one}) for one in (name, encode(os.urandom(16)))]
    name, _ = await begun(hub, old)
    hub.clock.ahead += MOVE_LASTS
    unknown.append(await hub.post("/move", {"move": name}))
    await did(old, "end")
    unknown.append(await hub.post("/move", {"move": name}))
    assert {(answer.status, answer.body) for answer in unknown} == {(404, unknown[0].body)}


@pytest.mark.parametrize("body", [{}, {"move": 1}, {"move": "short"}, {"move": "=" * 22}, []])
async def test_a_move_with_an_invalid_id_is_refused(hub: World, body: object) -> None:
    assert (await hub.post("/move", body)).status == 400


async def test_a_pause_of_the_partner_does_not_hold_it_up(hub: World) -> None:
    a, b = await hub.pair()
    old, sam = await hub.enter(a), await hub.enter(b)
    await did(sam, "pause", pause=b64(os.urandom(16)))
    _, _, new, _ = await approved(hub, old)
    view = await did(new, "move-claim")
    assert view["paused"]["them"]
    assert await refused(new, "commit", **slot(view), box=b64(commit_box(view))) == "paused"
