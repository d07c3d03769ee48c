"""Pages of other origins: which a hub answers, at which endpoints, and what browsers are told."""

from collections.abc import AsyncIterator

import pytest

from tests.server.wired import HTML, JSON, ORIGIN, Answer, World, world
from tests.support.engines import Engine

PAGES = "https://pages.example"
LOCAL = "http://localhost:9000"
READ = ("/about.json", "/questions", "/questions/{qhash}.json")
WRITTEN = {"/start": 400, "/join/0000": 404, "/move": 400}
"""Endpoints, and the status of a request whose body is empty."""
LOOKALIKES = (
    "null", "", "*", "pages.example", "http://pages.example", "https://pages.example/", "https://pages.example:443",
    "https://pages.example:8443", "https://x.pages.example", "https://pages.example.evil.example",
    "https://evilpages.example", "https://pages.exampl", "https://pages.example@evil.example",
    "https://pages.example, https://pages.example", "https://pages.example https://evil.example",
    "http://localhost", "http://localhost:9001", "https://localhost:9000",
)  # fmt: skip


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url, allowed_origins=(PAGES, LOCAL)) as made:
        yield made


@pytest.fixture
async def closed(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


@pytest.fixture
async def open_to_any(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url, allowed_origins=("*",)) as made:
        yield made


DATE = {"access-control-expose-headers": "Date"}


async def preflight(hub: World, path: str, origin: str, method: str = "POST") -> Answer:
    asked = {"access-control-request-method": method, "access-control-request-headers": "content-type"}
    return await hub.request("OPTIONS", path, headers={"origin": origin, **asked})


def shared(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


async def addresses(hub: World) -> list[str]:
    qhash = (await hub.get("/questions")).json[0]["qhash"]
    return [path.format(qhash=qhash) for path in READ]


@pytest.mark.parametrize("origin", [PAGES, LOCAL, "HTTPS://Pages.Example"])
async def test_what_a_page_asks_for_is_passed_on_to_an_allowed_one(hub: World, origin: str) -> None:
    for path in await addresses(hub):
        answer = await hub.get(path, origin=origin)
        assert (answer.status, shared(answer)) == (200, {"access-control-allow-origin": origin, **DATE})
        assert "Origin" in answer.headers["vary"]
    for path, status in WRITTEN.items():
        answer = await hub.post(path, {}, origin=origin, sec_fetch_site="cross-site")
        # The page can read why it was refused.
        assert (answer.status, shared(answer)) == (status, {"access-control-allow-origin": origin, **DATE})
        before = await preflight(hub, path, origin)
        assert (before.status, before.body) == (204, b"")
        assert shared(before) == {
            "access-control-allow-origin": origin,
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "Content-Type",
            "access-control-max-age": "600",
        }
    assert (await hub.phone(HTML, origin=origin).connect())["type"] == "websocket.accept"
    assert (await hub.phone(JSON, origin=origin).connect())["type"] == "websocket.accept"


async def refuses(hub: World, origin: str) -> None:
    for path in await addresses(hub):
        # Not passed on: the browser keeps it from the page.
        assert shared(await hub.get(path, origin=origin)) == {}
    for path in WRITTEN:
        answer = await hub.post(path, {}, origin=origin, sec_fetch_site="cross-site")
        assert (answer.status, shared(answer)) == (403, {})
        assert (await preflight(hub, path, origin)).status == 403
        assert shared(await preflight(hub, path, origin)) == {}
    if origin:
        assert (await hub.phone(JSON, origin=origin).connect())["status"] == 403
    assert (await hub.phone(HTML, origin=origin).connect())["status"] == 403


@pytest.mark.parametrize("origin", LOOKALIKES)
async def test_whatever_only_looks_like_it_is_refused(hub: World, origin: str) -> None:
    await refuses(hub, origin)


@pytest.mark.parametrize("origin", [PAGES, "null"])
async def test_a_hub_that_names_no_page_answers_its_own_alone(closed: World, origin: str) -> None:
    await refuses(closed, origin)
    answer = await closed.get("/questions", origin=PAGES)
    assert "Origin" not in answer.headers.get("vary", "")


@pytest.mark.parametrize("origin", ["https://anything.example", "https://127.0.0.1:1", "http://localhost:1234"])
async def test_any_page_may_be_allowed(open_to_any: World, origin: str) -> None:
    answer = await open_to_any.get("/questions", origin=origin)
    assert shared(answer) == {"access-control-allow-origin": origin, **DATE}
    assert (await preflight(open_to_any, "/start", origin)).status == 204
    assert (await open_to_any.phone(HTML, origin=origin).connect())["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "origin", ["null", "http://pages.example", "https://pages.example/", "https://", "*", "file://"]
)
async def test_any_page_is_still_one_that_somebody_can_trust(open_to_any: World, origin: str) -> None:
    await refuses(open_to_any, origin)


async def test_two_origins_are_none(hub: World) -> None:
    twice = {"origin": PAGES, "Origin": PAGES}
    assert (await hub.request("POST", "/start", b"{}", {**twice, "content-type": "application/json"})).status == 403
    assert (await hub.phone(JSON, **twice).connect())["status"] == 403


@pytest.mark.parametrize(
    "path", ["/", "/s", "/client-manifest.json", "/worker.js", "/healthz", "/robots.txt", "/static/x/y"]
)
async def test_nothing_else_is_passed_on(hub: World, path: str) -> None:
    """Pages and scripts come from the page's own place."""
    assert shared(await hub.get(path, origin=PAGES)) == {}
    assert (await preflight(hub, path, PAGES, "GET")).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET", ""])
async def test_no_other_method_is_allowed(hub: World, method: str) -> None:
    assert (await preflight(hub, "/start", PAGES, method)).status == 403


async def test_a_foreign_host_and_another_type_are_refused_from_there_too(hub: World) -> None:
    forged = {"host": "rebound.example", "origin": PAGES, "content-type": "application/json"}
    answer = await hub.request("POST", "/start", b"{}", forged)
    assert (answer.status, shared(answer)) == (403, {})
    assert (await hub.post("/start", {}, origin=PAGES, content_type="text/plain")).json["code"] == "bad-message"


async def test_its_own_page_is_answered_as_ever(hub: World) -> None:
    assert (await hub.post("/start", {}, origin=ORIGIN)).status == 400
    assert shared(await hub.get("/questions", origin=ORIGIN)) == {}
    assert (await hub.get("/questions", origin=ORIGIN)).headers["vary"].endswith("Origin")
