"""The gate: by what name, from where, and what every answer carries."""

import re
from collections.abc import AsyncIterator

import pytest

from overture.counts import Counts
from overture.i18n import client_folder
from overture.settings import Settings
from overture.site.headers import HEADERS
from overture.web.errors import json_response
from overture.web.gate import Gate
from tests.server.wired import ORIGIN, World, world
from tests.support.engines import Engine

JSON = "application/json"


@pytest.fixture
async def hub(valkey_only: Engine) -> AsyncIterator[World]:
    async with world(valkey_only.url) as made:
        yield made


async def seen(settings: Settings, host: str | None, path: str = "/x") -> int:
    """The status that a request with this Host gets through a gate with nothing but a fixed answer behind it."""
    made = World(Gate(json_response("through"), settings, json_response("a socket"), Counts()), None)  # type: ignore[arg-type]
    return (await made.request("GET", path, headers={"host": host or ""})).status


LOCAL = Settings()
EVERYWHERE = Settings(host="0.0.0.0")  # noqa: S104 - what somebody may set


@pytest.mark.parametrize(
    ("settings", "host", "through"),
    [
        (LOCAL, "127.0.0.1:8000", True),
        (LOCAL, "localhost", True),
        (LOCAL, "LOCALHOST:9", True),
        (LOCAL, "[::1]:8000", True),
        (LOCAL, "rebound.example", False),
        (LOCAL, "192.168.1.7:8000", False),
        (LOCAL, "localhost.rebound.example", False),
        (LOCAL, "127.0.0.1.rebound.example", False),
        (LOCAL, None, False),
        (Settings(host="192.168.1.7"), "192.168.1.7:8000", True),
        (Settings(host="192.168.1.7"), "192.168.1.8:8000", False),
        (Settings(host="fd00::7"), "[fd00::7]:8000", True),
        (EVERYWHERE, "192.168.1.7:8000", True),
        (EVERYWHERE, "[fd00::7]:8000", True),
        (EVERYWHERE, "rebound.example:8000", False),
        (Settings(allowed_hosts=("notes.example.org",)), "notes.example.org", True),
        (Settings(allowed_hosts=("notes.example.org",)), "Notes.Example.org:443", True),
        (Settings(allowed_hosts=("notes.example.org",)), "x.notes.example.org", False),
    ],
)
async def test_only_known_names_are_answered(settings: Settings, host: str | None, through: bool) -> None:
    assert await seen(settings, host) == (200 if through else 403)


async def test_health_is_told_under_any_name() -> None:
    assert await seen(LOCAL, "10.0.0.9", "/healthz") == 200


async def test_a_doubled_host_is_refused() -> None:
    made = World(Gate(json_response("through"), LOCAL, json_response("a socket"), Counts()), None)  # type: ignore[arg-type]
    assert (await made.request("GET", "/", headers={"host": "localhost", "Host": "rebound.example"})).status == 403


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"origin": ORIGIN, "content_type": JSON}, None),
        ({"origin": ORIGIN.replace("http", "https"), "content_type": JSON}, None),
        ({"content_type": JSON}, None),
        ({"content_type": "application/json; charset=utf-8"}, None),
        ({"origin": "null", "content_type": JSON}, "foreign"),
        ({"origin": "http://evil.example", "content_type": JSON}, "foreign"),
        ({"origin": "http://127.0.0.1:8001", "content_type": JSON}, "foreign"),
        ({"origin": "http://127.0.0.1", "content_type": JSON}, "foreign"),
        ({"origin": ORIGIN + ".evil.example", "content_type": JSON}, "foreign"),
        ({"sec_fetch_site": "cross-site", "content_type": JSON}, "foreign"),
        ({"sec_fetch_site": "same-site", "content_type": JSON}, "foreign"),
        ({"content_type": "application/x-www-form-urlencoded"}, "foreign"),
        ({"content_type": ""}, "foreign"),
        ({"origin": ORIGIN, "content_type": "text/plain"}, "bad-message"),
    ],
)
@pytest.mark.parametrize("path", ["/start", "/join/0000"])
async def test_only_our_own_page_or_no_page_may_change_something(
    hub: World, path: str, headers: dict[str, str], code: str | None
) -> None:
    answer = await hub.post(path, {}, **headers)
    expected = code or {"/start": "bad-message", "/join/0000": "unknown"}[path]
    assert answer.json["code"] == expected
    assert answer.status == {"foreign": 403, "bad-message": 400, "unknown": 404}[expected]


@pytest.mark.parametrize(
    "path",
    ["/", "/start", "/j/HRWE", "/s", "/questions", "/healthz", "/readyz", "/robots.txt", "/nothing", "/static/x/y"],
)
async def test_every_answer_carries_the_headers_and_no_cookie(hub: World, path: str) -> None:
    answer = await hub.get(path)
    assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


async def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "//" not in policy
    assert "form-action 'none'" in policy


def test_markup_and_scripts_come_of_text_by_the_policies_that_our_own_scripts_have() -> None:
    made = {
        name
        for script in (client_folder() / "static" / "js").rglob("*.js")
        for name in re.findall(r"createPolicy\(\s*'([^']+)'", script.read_text("utf-8"))
    }
    rules = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    assert rules["require-trusted-types-for"] == "'script'"
    assert set(rules["trusted-types"].split()) == made == {"overture-scripts", "overture-stage"}
