"""Before anybody has said who they are: from which page, by which name, with which token; and those who say nothing."""

import os
import resource
from collections.abc import Callable
from typing import Any

import pytest

from overture.setting_values import Rate
from tests.server.wired import world
from tests.support.engines import Engine
from tests.support.hub import GENEROUS, Hub
from tests.support.raw import CLOSE, ENDED, Raw, frame
from tests.support.seats import posted, started

HTML = "overture.html.1"
IDLE = int(os.environ.get("OVERTURE_IDLE_HANDSHAKES", "1000"))
"""How many say nothing at once. By hand: 10000, where the limit of open files lets one."""


def foreign_origins(host: str) -> dict[str, str]:
    name, _, port = host.partition(":")
    return {
        "null": "null",
        "empty": "",
        "foreign": "http://evil.example",
        "ours as the beginning of a name": f"http://{host}.evil.example",
        "ours as the end of a name": f"http://evil.{host}",
        "ours as a person's name": f"http://{host}@evil.example",
        "a person's name before ours": f"http://user@{host}",
        "ours as a path": f"http://evil.example/{host}",
        "a slash behind ours": f"http://{host}/",
        "another port": f"http://{name}:{int(port) % 65535 + 1}",
        "no port": f"http://{name}",
        "another name of this machine": f"http://localhost:{port}",
        "digits that look like ours": f"http://１27.0.0.1:{port}",
        "the same number written another way": f"http://2130706433:{port}",
        "another scheme": f"ftp://{host}",
        "no scheme": host,
        "two": f"http://{host} http://evil.example",
        "an extension": "chrome-extension://abcdefghijklmnop",
        "a file": "file://",
    }


@pytest.mark.parametrize("case", foreign_origins("127.0.0.1:1"))
def test_a_page_from_elsewhere_gets_neither_a_socket_nor_a_seat(home: Hub, case: str) -> None:
    origin = foreign_origins(f"127.0.0.1:{home.port}")[case]
    for subprotocol in (HTML, "overture.json.1"):
        with Raw(home.url) as page:
            assert page.handshake({"Origin": origin, "Sec-WebSocket-Protocol": subprotocol}) == 403
            assert b'"code":"foreign"' in page.body()
    for path in ("/start", "/join/0000"):
        with Raw(home.url) as page:
            assert asked(page, f"POST {path}", Origin=origin) == 403


def test_only_our_own_page_gets_fragments_and_only_a_program_comes_without_a_page(home: Hub) -> None:
    for origin, subprotocol, status in (
        (None, HTML, 403),
        (None, "overture.json.1", 101),
        (home.url, HTML, 101),
        (home.url, "overture.json.1", 101),
    ):
        with Raw(home.url) as page:
            assert page.handshake({"Origin": origin, "Sec-WebSocket-Protocol": subprotocol}) == status


@pytest.mark.parametrize(
    "host", ["rebound.example", "127.0.0.1.rebound.example", "localhost.rebound.example", "192.0.2.7", "[::2]", ""]
)
def test_a_name_that_is_not_the_hubs_is_not_answered(home: Hub, host: str) -> None:
    """A name that an attacker owns and points at this machine: page and socket are then of one origin."""
    with Raw(home.url) as page:
        given = f"{host}:{home.port}" if host else ""
        assert page.handshake({"Host": given, "Origin": f"http://{given}"}) == 403
    for request in ("GET /", "GET /questions", "POST /start"):
        with Raw(home.url) as page:
            assert asked(page, request, Host=given, Origin=f"http://{given}") == 403


def test_a_name_that_is_passed_on_is_not_believed(home: Hub) -> None:
    with Raw(home.url) as page:
        forged = {"X-Forwarded-Host": page.host, "Forwarded": f"host={page.host}", "X-Original-Host": page.host}
        assert asked(page, "GET /", Host="rebound.example", **forged) == 403


async def test_nobody_is_believed_about_their_address(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_join=Rate(3, 3600)) as hub:
        statuses = []
        for n in range(4):
            forged = dict.fromkeys(("x-forwarded-for", "x-real-ip", "cf-connecting-ip"), f"203.0.113.{n}")
            forged |= {"forwarded": f"for=203.0.113.{n}", "content-type": "application/json"}
            statuses.append((await hub.request("POST", "/join/0000", b"{}", forged)).status)
        assert statuses == [404, 404, 404, 429]


async def test_a_trusted_proxy_is_believed_for_what_it_saw_itself_and_no_more(valkey_only: Engine) -> None:
    async with world(valkey_only.url, rate_join=Rate(3, 3600), trusted_proxies=("127.0.0.1/32",)) as hub:
        statuses = []
        for n in range(4):
            # What the person wrote stands to the left of what the proxy saw.
            headers = {"x-forwarded-for": f"203.0.113.{n}, 198.51.100.1", "content-type": "application/json"}
            statuses.append((await hub.request("POST", "/join/0000", b"{}", headers)).status)
        assert statuses == [404, 404, 404, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-WebSocket-Version": "12"},
        {"Sec-WebSocket-Key": None},
        {"Sec-WebSocket-Key": "abc"},
        {"Sec-WebSocket-Protocol": None},
        {"Sec-WebSocket-Protocol": "chat"},
        {"Upgrade": "h2c"},
        {"Connection": "close"},
    ],
)
def test_what_is_no_handshake_is_refused(home: Hub, headers: dict[str, str | None]) -> None:
    with Raw(home.url) as page:
        assert page.handshake(headers) in {400, 404}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "HEAD"])
def test_only_a_get_becomes_a_socket(home: Hub, method: str) -> None:
    with Raw(home.url) as page:
        assert page.handshake(start=f"{method} /live HTTP/1.1") in {403, 404, 405}


@pytest.mark.parametrize("path", ["/", "/s", "/start", "/nothing", "/live/", "//live", "/%2e/live", "/LIVE"])
def test_only_one_address_is_a_socket(home: Hub, path: str) -> None:
    with Raw(home.url) as page:
        assert page.handshake(start=f"GET {path} HTTP/1.1") in {403, 404}


def test_tokens_of_nobody_and_of_somebody_else_are_answered_like_a_session_that_is_not(home: Hub) -> None:
    mine, other = started(home.url), started(home.url)
    guest = posted(home.url, f"/join/{other['locator']}", {})
    received = set()
    for id, token in (
        (mine["id"], other["token"]),
        (mine["id"], guest["token"]),
        (mine["id"], mine["id"]),
        (mine["id"], mine["token"][:-1]),
        (mine["id"], mine["token"] + "A"),
        (mine["id"], mine["token"].swapcase()),
        (mine["id"], "A" * 43),
        (mine["id"], "*"),
        (mine["id"].swapcase(), mine["token"]),
        ("A" * 22, mine["token"]),
        ("}:core", mine["token"]),
        ("a\r\nFLUSHALL\r\n", mine["token"]),
        ("\0", "\0"),
    ):
        with Raw(home.url) as phone:
            assert phone.handshake() == 101
            phone.send_json({"hello": {"id": id, "token": token}})
            received.add(phone.frame().payload)
            assert phone.closed() == 4404
    assert len(received) == 1
    with Raw(home.url) as phone:
        assert phone.enter(mine)["role"] == "A"


@pytest.mark.parametrize(
    "hello",
    [
        b"",
        b"{}",
        b"null",
        b'{"hello":null}',
        b'{"hello":{"id":"%(id)s"}}',
        b'{"hello":{"token":"%(token)s"}}',
        b'{"hello":{"id":"%(id)s","token":null}}',
        b'{"hello":{"id":"%(id)s","token":["%(token)s"]}}',
        b'{"hello":{"id":"%(id)s","token":"%(token)s","role":"B"}}',
        b'{"hello":{"id":"%(id)s","token":"%(token)s"},"__proto__":{"role":"B"}}',
        b'[{"hello":{"id":"%(id)s","token":"%(token)s"}}]',
        b'{"hello":{"id":"\\ud800","token":"%(token)s"}}',
        b'{"id":1,"do":"end"}',
    ],
)
def test_without_a_hello_nothing_is_done_and_nothing_is_told(home: Hub, seat: Any, hello: bytes) -> None:
    said = hello % {b"id": seat["id"].encode(), b"token": seat["token"].encode()}
    with Raw(home.url) as phone:
        assert phone.handshake() == 101
        for _ in range(3):
            phone.send_json(said)
            assert set(phone.receive_json()) == {"error"}
        assert phone.closed() == 4401
        phone.send_json({"hello": {"id": seat["id"], "token": seat["token"]}})
        phone.send(frame(CLOSE))
        assert phone.frame() == ENDED


def test_those_who_say_nothing_are_sent_away_and_hold_up_nobody(start_hub: Callable[..., Hub]) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500
    hub = start_hub(env=GENEROUS)
    idle = [Raw(hub.url) for _ in range(min(IDLE, most))]
    try:
        for each in idle:
            assert each.handshake() == 101
        a = started(hub.url)
        b = posted(hub.url, f"/join/{a['locator']}", {})
        with Raw(hub.url) as mia, Raw(hub.url) as sam:
            assert mia.enter(a)["pairing"]["stage"] == "joining"
            assert sam.enter(b)["role"] == "B"
        for each in idle:
            assert each.frame().code == 4401
            each.send(frame(CLOSE))
            assert each.frame() == ENDED
    finally:
        for each in idle:
            each.close()
    assert started(hub.url)["role"] == "A"


def asked(page: Raw, request: str, **headers: str) -> int:
    """The status of a plain request; underscores in the names of headers stand for hyphens."""
    given = {"Host": page.host, "Content-Type": "application/json", "Content-Length": "2", **headers}
    lines = [f"{request} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in given.items())]
    page.send("\r\n".join([*lines, "", "{}"]).encode())
    return page.status()
