"""Two people in the same instant, at a hub with two workers: whoever comes second, nothing is lost or half done."""

import itertools
import json
import os
import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from overture.core.transitions import NOTE_BOX, NOTICE_BOX
from tests.hostility.pairs import ask, at_once, b64, parsed, pause_id, until_answered
from tests.server.wired import World, commit_box, release_box, slot, world
from tests.server.wired_phone import Phone
from tests.support.engines import Engine
from tests.support.hub import GENEROUS, Hub
from tests.support.raw import Raw
from tests.support.seats import paired_seats, posted, started

JOIN_RACES = int(os.environ.get("OVERTURE_JOIN_RACES", "500"))
"""By hand: 10000."""
TIMES = 8
GUESTS = 3


@pytest.fixture(scope="module")
def store(engines: Any) -> Engine:
    engine: Engine = engines("valkey")
    return engine


@pytest.fixture(scope="module")
def home(store: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    hub = Hub(tmp_path_factory.mktemp("hub"), redis_url=store.url, workers=2, env=GENEROUS)
    hub.start()
    yield hub
    hub.discard()


@pytest.fixture
def many_phones(home: Hub) -> Iterator[tuple[list[tuple[Raw, Raw]], Any]]:
    """Several connections of each seat of one session, as chance spreads them over the workers."""
    a, b = paired_seats(home.url)
    pairs = [(Raw(home.url), Raw(home.url)) for _ in range(TIMES)]
    for mia, sam in pairs:
        mia.enter(a)
        sam.enter(b)
    yield pairs, a
    for phone in itertools.chain(*pairs):
        phone.close()


def shown(home: Hub, seat: Any) -> Any:
    """What somebody who comes now sees."""
    with Raw(home.url) as phone:
        return phone.enter(seat)


def test_both_seal(many_phones: Any, home: Hub) -> None:
    pairs, a = many_phones
    for number, (mia, sam) in enumerate(pairs):
        where = {"do": "commit", **slot(mia.views[0], number)}
        answers = at_once(
            (mia, {**where, "box": b64(commit_box(mia.views[0], number))}),
            (sam, {**where, "box": b64(commit_box(mia.views[0], number))}),
        )
        assert answers == [{"ack": 1}, {"ack": 1}]
    states = {section["state"] for section in shown(home, a)["chapters"][0]["sections"][:TIMES]}
    assert states == {"both-sealed"}


def test_one_seat_seals_twice_and_one_box_counts(many_phones: Any, home: Hub) -> None:
    pairs, _ = many_phones
    for number, (mia, _) in enumerate(pairs):
        again = pairs[number - 1][0]
        where = {"do": "commit", **slot(mia.views[0], number)}
        answers = at_once(*((phone, {**where, "box": b64(commit_box(mia.views[0], number))}) for phone in (mia, again)))
        assert sorted(answer.get("code", "done") for answer in answers) == ["done", "taken"]


def test_pause_and_release(many_phones: Any, home: Hub) -> None:
    """Either the release came first and is there, or the pause did and it is not. Nothing opens after a pause."""
    pairs, a = many_phones
    for number, (mia, sam) in enumerate(pairs):
        where = slot(mia.views[0], number)
        for phone in (mia, sam):
            phone.send_json({"id": 1, "do": "commit", **where, "box": b64(commit_box(mia.views[0], number))})
            assert until_answered(phone) == {"ack": 1}
        sam.send_json({"id": 1, "do": "release", **where, "box": b64(release_box(mia.views[0], number))})
        assert until_answered(sam) == {"ack": 1}
        pause, seen_by_mia = pause_id(), len(mia.views)
        commands = [
            (mia, {"do": "release", **where, "box": b64(release_box(mia.views[0], number))}),
            (sam, {"do": "pause", "pause": pause}),
        ]
        # Who is heard first takes turns.
        answers = at_once(*(commands if number % 2 else commands[::-1]))
        released, paused = answers if number % 2 else answers[::-1]
        assert paused == {"ack": 1}
        paused_before_it_opened = [
            view
            for view in mia.views[seen_by_mia:]
            if view["paused"]["them"] and view["chapters"][0]["sections"][number]["state"] == "both-sealed"
        ]
        assert not (paused_before_it_opened and released == {"ack": 1})
        seen = shown(home, a)
        assert seen["paused"]["them"] is True
        state = seen["chapters"][0]["sections"][number]["state"]
        assert (released.get("code"), state) in {(None, "opened"), ("paused", "both-sealed")}
        sam.send_json({"id": 1, "do": "resume", "pause": pause})
        assert until_answered(sam) == {"ack": 1}


def test_end_and_seal(home: Hub, store: Engine) -> None:
    """Whichever is first, nothing of the session is left: no box comes back after the end."""
    for n in range(TIMES * 2):
        a, b = paired_seats(home.url)
        with Raw(home.url) as mia, Raw(home.url) as sam:
            mia.enter(a)
            sam.enter(b)
            where = slot(mia.views[0], 0)
            commands = [(mia, {"do": "commit", **where, "box": b64(commit_box(mia.views[0]))}), (sam, {"do": "end"})]
            answers = at_once(*(commands if n % 2 else commands[::-1]))
            sealed, ended = answers if n % 2 else answers[::-1]
            assert ended == {"ack": 1}
            assert "ack" in sealed or "gone" in sealed or sealed["code"] == "gone"
            for phone in (mia, sam):
                assert phone.closed() == 4404
        with store.client() as client:
            assert [key for key in client.scan_iter() if a["id"].encode() in key] == []


def test_both_end(home: Hub) -> None:
    for _ in range(TIMES):
        a, b = paired_seats(home.url)
        with Raw(home.url) as mia, Raw(home.url) as sam:
            mia.enter(a)
            sam.enter(b)
            for answer in at_once((mia, {"do": "end"}), (sam, {"do": "end"})):
                assert "ack" in answer or "gone" in answer or answer["code"] == "gone"


def test_join_and_join(home: Hub) -> None:
    """However many come in the same instant, one is seated; and the one who was can speak."""
    a = started(home.url)
    body = json.dumps({"qhash": a["qhash"], "hours": 12}).encode()
    guests = [Raw(home.url) for _ in range(GUESTS + 1)]
    answers: list[tuple[int, Any]] = []
    try:
        for _ in range(JOIN_RACES):
            ask(guests[0], "/start", body)
            locator = parsed(guests[0])[1]["locator"]
            for guest in guests[1:]:
                ask(guest, f"/join/{locator}")
            answers = [parsed(guest) for guest in guests[1:]]
            assert sorted(status for status, _ in answers) == [201, *[409] * (GUESTS - 1)]
            assert {said["code"] for status, said in answers if status == 409} == {"joining"}
        seated = next(said for status, said in answers if status == 201)
        assert shown(home, seated)["role"] == "B"
    finally:
        for guest in guests:
            guest.close()


def test_join_and_leave(home: Hub) -> None:
    """A guest goes as the next one comes: never are two there, and a token that was given back opens nothing."""
    with Raw(home.url) as door:
        for n in range(TIMES * 2):
            a = started(home.url)
            first = posted(home.url, f"/join/{a['locator']}", {})
            with Raw(home.url) as guest:
                guest.enter(first)
                if n % 2:
                    guest.send_json({"id": 1, "do": "leave"})
                ask(door, f"/join/{a['locator']}")
                if not n % 2:
                    guest.send_json({"id": 1, "do": "leave"})
                status, said = parsed(door)
                assert until_answered(guest) == {"ack": 1}
            assert (status, said.get("code")) in {(201, None), (409, "joining")}
            assert shown(home, a)["pairing"]["stage"] == ("joining" if status == 201 else "empty")
            with Raw(home.url) as back:
                assert back.handshake() == 101
                back.send_json({"hello": {"id": first["id"], "token": first["token"]}})
                assert "gone" in back.receive_json()


def test_join_and_a_new_code(home: Hub) -> None:
    """A spent code is replaced as somebody joins with it: the old one leads nowhere, whoever was first."""
    with Raw(home.url) as door:
        for _ in range(TIMES * 2):
            a = started(home.url)
            with Raw(home.url) as mia:
                mia.enter(a)
                mia.send_json({"id": 1, "do": "renew", "spent": a["locator"]})
                ask(door, f"/join/{a['locator']}")
                status, said = parsed(door)
                assert until_answered(mia) == {"ack": 1}
            assert (status, said.get("code")) in {(201, None), (404, "unknown")}
            assert shown(home, a)["pairing"]["stage"] == "empty"
            ask(door, f"/join/{a['locator']}")
            assert parsed(door)[1]["code"] == "unknown"


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def test_said_twice_and_in_any_order_it_comes_to_the_same(hub: World) -> None:
    """Commands of both, shuffled and doubled, and said again where they were refused, as an outbox does."""
    random_order = random.Random(7)
    seen = []
    for disorder in (False, True, True):
        a, b = await hub.pair()
        mia, sam = await hub.enter(a), await hub.enter(b)
        commands = script(mia, sam)
        if disorder:
            commands = [*commands, *commands]
            random_order.shuffle(commands)
        while commands:
            refused = []
            for phone, do, fields in commands:
                answer = (await phone.do(do, **fields))[-1]
                if "refused" in answer:
                    assert answer["code"] in {"too-early", "stale"}, (do, answer)
                    refused.append((phone, do, fields))
            assert len(refused) < len(commands), "nothing goes on"
            commands = refused
        end = (await hub.enter(a)).view
        seen.append({**end, "v": 0, "expires": 0})
    assert seen[0] == seen[1] == seen[2]


Said = tuple[Phone, str, dict[str, Any]]


def script(mia: Phone, sam: Phone) -> list[Said]:
    """Two sections sealed and opened by both, a note on the first, a notice, and a request for another round.

    Each script has the same bytes, so that what two of them come to can be compared.
    """
    dice = random.Random(11)
    said: list[Said] = []
    for number in range(2):
        where = slot(mia.view, number)
        for phone in (mia, sam):
            sealed, release = commit_box(mia.view, number), release_box(mia.view, number)
            said.append((phone, "commit", {**where, "box": b64(dice.randbytes(len(sealed)))}))
            said.append((phone, "release", {**where, "box": b64(dice.randbytes(len(release)))}))
    where = slot(mia.view)
    note = {"chapter": where["chapter"], "section": where["section"], "n": 1, "box": b64(dice.randbytes(NOTE_BOX))}
    notice = {"chapter": where["chapter"], "n": 1, "box": b64(dice.randbytes(NOTICE_BOX))}
    again = {**slot(mia.view, 1), "round": 2}
    return [*said, (mia, "note", note), (sam, "notice", notice), (sam, "again", again), (sam, "ready", {})]
