"""The HTTP answers that are not pages: start, join, questions, health, files."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator

import pytest

from overture.core.encoding import digest
from overture.core.session import HOUR
from overture.setting_values import Rate
from tests.server.wired import Clock, World, b64, world
from tests.support.engines import Engine


@pytest.fixture
async def hub(valkey_only: Engine, clock: Clock) -> AsyncIterator[World]:
    async with world(valkey_only.url, clock) as made:
        yield made


async def test_starting_gives_seat_a(hub: World, clock: Clock) -> None:
    qhash = (await hub.get("/questions")).json[0]["qhash"]
    answer = await hub.post("/start", {"qhash": qhash, "hours": 12})
    assert answer.status == 201
    assert set(answer.json) == {"id", "role", "token", "locator", "qhash", "expires"}
    assert (answer.json["role"], len(answer.json["id"]), len(answer.json["token"])) == ("A", 22, 43)
    assert abs(answer.json["expires"] - clock() - 12 * HOUR) < 5


@pytest.mark.parametrize(
    "body", [{}, [], {"qhash": "x", "hours": 24}, {"hours": 24}, {"qhash": "A" * 43, "hours": "24"}, "text", None]
)
async def test_a_start_that_cannot_be_read_is_refused(hub: World, body: object) -> None:
    answer = await hub.post("/start", body)
    assert (answer.status, answer.json["code"]) == (400, "bad-message")


@pytest.mark.parametrize("hours", [11, 145, 0, -1, 24.5])
async def test_a_life_is_between_half_a_day_and_six_days(hub: World, hours: float) -> None:
    qhash = (await hub.get("/questions")).json[0]["qhash"]
    assert (await hub.post("/start", {"qhash": qhash, "hours": hours})).status == 400


async def test_a_set_that_is_not_offered_cannot_be_started(hub: World) -> None:
    answer = await hub.post("/start", {"qhash": "A" * 43, "hours": 24})
    assert (answer.status, answer.json["code"]) == (404, "not-found")


async def test_a_body_of_more_than_four_kibibytes_is_refused(hub: World) -> None:
    assert (await hub.post("/start", {"qhash": "A" * 5000})).status == 400
    assert (await hub.post("/join/0000", {"x": "A" * 5000})).status == 400


async def test_joining_gives_seat_b_and_forgives_how_the_code_is_written(hub: World) -> None:
    a = await hub.start()
    written = a["locator"].lower().replace("0", "o").replace("1", "l")
    answer = await hub.post(f"/join/{written[:2]}-{written[2:]}", {})
    assert answer.status == 201
    assert set(answer.json) == {"id", "role", "token"}
    assert (answer.json["role"], answer.json["id"]) == ("B", a["id"])
    assert answer.json["token"] != a["token"]


async def test_getting_the_join_page_joins_nobody(hub: World) -> None:
    a = await hub.start()
    known, unknown = await hub.get(f"/j/{a['locator']}"), await hub.get("/j/0000")
    assert known.body == unknown.body
    assert (await hub.get(f"/join/{a['locator']}")).status == 405
    assert (await hub.post(f"/join/{a['locator']}", {})).status == 201


async def test_two_hundred_join_at_once_and_one_is_seated(hub: World) -> None:
    a = await hub.start()
    answers = await asyncio.gather(*(hub.post(f"/join/{a['locator']}", {}) for _ in range(200)))
    assert sorted({answer.status for answer in answers}) == [201, 409]
    assert [answer.status for answer in answers].count(201) == 1
    assert {answer.json["code"] for answer in answers if answer.status == 409} == {"joining"}


async def test_a_silent_guest_is_replaced_after_half_a_minute(hub: World, clock: Clock) -> None:
    a = await hub.start()
    await hub.join(a["locator"])
    assert (await hub.post(f"/join/{a['locator']}", {})).json["code"] == "joining"
    clock.ahead = 31
    await hub.join(a["locator"])


async def test_unknown_expired_and_ended_are_the_same_bytes(hub: World, clock: Clock) -> None:
    ended, expired = await hub.start(), await hub.start()
    await (await hub.enter(ended)).do("end")
    clock.ahead = 25 * HOUR
    locators = (ended["locator"], expired["locator"], "0000", "no code", "AAAAA")
    answers = [await hub.post(f"/join/{locator}", {}) for locator in locators]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.body for answer in answers}) == 1
    assert answers[0].json["code"] == "unknown"


async def test_a_third_person_finds_the_room_taken(hub: World) -> None:
    a = await hub.start()
    b = await hub.join(a["locator"])
    mia, sam = await hub.enter(a), await hub.enter(b)
    m2 = os.urandom(200)
    await mia.do("offer", m1=b64(os.urandom(100)))
    await sam.do("reply", m2=b64(m2))
    await mia.do("answer", m2=digest(m2), m3=b64(os.urandom(64)))
    await sam.do("confirm")
    answer = await hub.post(f"/join/{a['locator']}", {})
    assert (answer.status, answer.json["code"]) == (409, "crowded")


async def test_starts_and_joins_have_a_rate_per_address(valkey_only: Engine, clock: Clock) -> None:
    async with world(valkey_only.url, clock, rate_start=Rate(2, 60), rate_join=Rate(3, 60)) as hub:
        statuses = [(await hub.post("/start", {})).status for _ in range(3)]
        assert statuses == [400, 400, 429]
        statuses = [(await hub.post("/join/0000", {})).status for _ in range(4)]
        assert statuses == [404, 404, 404, 429]
        assert (await hub.post("/join/0000", {}, client="10.0.0.9")).status == 404
        clock.ahead = 61
        answer = await hub.post("/join/0000", {})
        assert answer.status == 404


async def test_tries_of_one_code_have_a_rate_over_all_addresses(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_locator=Rate(2, 3600)) as hub:
        statuses = [(await hub.post("/join/HRWE", {}, client=f"10.0.0.{n}")).status for n in range(3)]
        assert statuses == [404, 404, 429]
        assert (await hub.post("/join/0000", {})).status == 404


async def test_the_first_scene_is_listed_first_so_it_is_what_one_starts_with(hub: World) -> None:
    listed = (await hub.get("/questions")).json
    assert [each["id"] for each in listed] == [
        "first-scene",
        "just-before",
        "apart",
        "after-scene",
        "ongoing",
        "looking-again",
    ]


async def test_the_questions_are_their_exact_bytes(hub: World) -> None:
    listed = (await hub.get("/questions")).json
    assert {"qhash", "id", "title", "for_whom", "minutes"} == set(listed[0])
    answer = await hub.get(f"/questions/{listed[0]['qhash']}.json")
    assert digest(answer.body) == listed[0]["qhash"]
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "application/json"


async def test_the_questions_are_small_on_the_way_for_who_takes_them_so(hub: World) -> None:
    """All languages are in one document, so it is sent in less than half a first screen (100 kB)."""
    for each in (await hub.get("/questions")).json:
        path = f"/questions/{each['qhash']}.json"
        plain, small = await hub.get(path), await hub.get(path, **{"accept-encoding": "gzip"})
        assert small.headers["content-encoding"] == "gzip"
        assert gzip.decompress(small.body) == plain.body
        assert "content-encoding" not in plain.headers
        assert {plain.headers["vary"], small.headers["vary"]} == {"Accept-Encoding"}
        assert len(small.body) < 50_000


async def test_a_document_outlives_the_upgrade_that_drops_it(
    hub: World, valkey_only: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    qhash = (await hub.start())["qhash"]
    async with world(valkey_only.url, question_sets=()) as upgraded:
        assert (await upgraded.get("/questions")).json == []
        assert digest((await upgraded.get(f"/questions/{qhash}.json")).body) == qhash
        assert (await upgraded.get(f"/questions/{'A' * 43}.json")).status == 404


async def test_ready_tells_how_data_is_kept_and_health_does_not_ask(hub: World, valkey_only: Engine) -> None:
    assert (await hub.get("/readyz")).json == {"status": "ready", "engine": "there", "kept": "always"}
    valkey_only.hold()
    answer = await hub.get("/readyz")
    assert (answer.status, answer.json["engine"]) == (503, "away")
    assert (await hub.get("/healthz")).status == 200
    assert (await hub.post("/join/0000", {})).json["code"] == "away"
    qhash = (await hub.get("/questions")).json[0]["qhash"]
    answer = await hub.post("/start", {"qhash": qhash, "hours": 24})
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "away", "5")
    valkey_only.let_go()


async def test_a_full_engine_refuses_a_start_and_a_join(hub: World, valkey_only: Engine) -> None:
    a = await hub.start()
    with valkey_only.client() as client:
        client.config_set("maxmemory", 1)
        answers = [
            await hub.post("/start", {"qhash": a["qhash"], "hours": 24}),
        ]
        client.config_set("maxmemory", 0)
    assert [(answer.status, answer.json["code"]) for answer in answers] == [(503, "full")]


async def test_files_are_kept_for_ever_under_the_build_they_belong_to(hub: World) -> None:
    page = (await hub.get("/")).body.decode()
    build = page.partition('data-build="')[2].partition('"')[0]
    for name, content_type in (
        ("vendor/htmx.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
        ("locales/en/refusals.json", "application/json"),
        ("css/page.css", "text/css; charset=utf-8"),
    ):
        answer = await hub.get(f"/static/{build}/{name}")
        assert (answer.status, answer.headers["content-type"]) == (200, content_type)
        assert "immutable" in answer.headers["cache-control"]
    for path in (f"/static/{build}/none.js", "/static/0123/vendor/htmx.js", f"/static/{build}/../../pyproject.toml"):
        answer = await hub.get(path)
        assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")
    assert "Reload" in (await hub.get("/static/0123/vendor/htmx.js")).body.decode()


async def test_robots_are_kept_out(hub: World) -> None:
    assert "Disallow: /\n" in (await hub.get("/robots.txt")).body.decode()


@pytest.mark.parametrize("path", ["/nothing", "/questions/x.json", "/live", "/join"])
async def test_an_unknown_path_is_answered_with_a_code_and_a_sentence(hub: World, path: str) -> None:
    answer = await hub.get(path)
    assert answer.status == 404
    assert answer.json["code"] == "not-found"
    assert path not in answer.json["message"]


async def test_a_fault_tells_nothing_of_itself(hub: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("overture.store.sessions.SessionStore.join", broken)
    answer = await hub.post("/join/0000", {})
    assert (answer.status, answer.json["code"]) == (500, "failed")
    assert "canary" not in answer.body.decode()


async def test_refusals_are_in_the_requested_language(hub: World) -> None:
    answer = await hub.get("/nothing-here", **{"accept-language": "de-CH,en;q=0.3"})
    assert answer.json == {"code": "not-found", "message": "Unter dieser Adresse gibt es nichts."}
    assert (answer.headers["vary"], answer.headers["content-language"]) == ("Accept-Language", "de")
    assert (await hub.get("/nothing-here")).json["message"] == "There is nothing at this address."
