"""Nothing that a hub says commands the terminal, in whichever field it says it."""

import asyncio
import json
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from overture_partner.console.error_text import problem
from overture_partner.errors import PartnerError, plain_code, plain_message
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.terminals import Terminal

EVIL = {
    "title": "\x1b]0;all is well\x07",
    "screen": "\x1b[2J\x1b[1;1H",
    "single byte": "\x9b2J\x9d0;x\x9c",
    "device": "\x1bP+q544e\x1b\\",
    "bell": "\x07\x08\x0c\x7f",
    "line": "\rYour code: 0000-0000",
    "reading": "\u202egnihtyna\u202c\u2066\u2069\u200f",
    "unseen": "\u200b\ufeff\u00ad\ue000",
}
ALL = "".join(EVIL.values())
"""At once: a terminal of its own for each would take minutes."""


def harmless(said: str) -> bool:
    """Whether there are only characters to be read, and ends of lines."""
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") for c in said)


@asynccontextmanager
async def answering(status: str, body: bytes, header: str = "") -> AsyncIterator[str]:
    """The address of something that answers every request with these bytes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\n{header}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode("utf-8", "surrogateescape") + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


ERRORS = {
    "code": {"code": ALL, "message": ""},
    "both": {"code": ALL, "message": ALL},
    "message": {"code": "nobody-knows", "message": ALL},
    "message of another": {"code": "other", "message": ALL},
    "address": {"code": "moved", "message": ALL},
}


@pytest.mark.parametrize("field", ERRORS)
async def test_a_refusal_over_http(field: str) -> None:
    body = json.dumps(ERRORS[field]).encode()
    async with answering("400 Bad Request", body) as address, Terminal(address, "--start") as terminal:
        assert await terminal.ends() == 1
    assert harmless(terminal.said)


@pytest.mark.parametrize("status", ["302 Found", "308 \x1b[2J"])
async def test_another_address(status: str) -> None:
    header = f"Location: https://{ALL.replace(chr(13), '')}/\r\n"
    async with answering(status, b"", header) as address, Terminal(address, "--start") as terminal:
        assert await terminal.ends() == 1
    assert harmless(terminal.said)


async def test_the_list_of_question_sets() -> None:
    card = {"qhash": "A" * 43, "id": ALL, "title": {"en": ALL}, "for_whom": {ALL: ALL}, "minutes": 5}
    cards = json.dumps([card, card | {"qhash": ALL}, card]).encode()
    async with answering("200 OK", cards) as address, Terminal(address, "--start") as terminal:
        await terminal.expect("Which one")
        terminal.type("1")
        assert await terminal.ends() == 1
    assert harmless(terminal.said)


@pytest.mark.parametrize(
    "seat",
    [
        {"id": ALL},
        {"id": ""},
        {"token": ALL},
        {"role": ALL},
        {"role": "B"},
        {"locator": ALL},
        {"locator": 5},
    ],
)
async def test_a_seat(home: str, seat: dict[str, Any]) -> None:
    with LyingHub(home) as liar:
        liar.http = lambda path, status, body: (
            (status, json.dumps(json.loads(body) | seat).encode()) if path == "/start" else (status, body)
        )
        async with Terminal(liar.url, "--start", "--set", "first-scene") as terminal:
            assert await terminal.ends() == 1
    assert harmless(terminal.said)


FRAMES: dict[str, Message] = {
    "gone": {"gone": {"code": ALL, "message": ALL}},
    "rejected": {"gone": {"code": "rejected", "message": ALL}},
    "error": {"error": {"code": ALL, "message": ALL}},
    "no message at all": {ALL: ALL},
    "a role": {"view": {"role": ALL}},
    "a box": {"boxes": {ALL: ALL}, "view": {}},
}


@pytest.mark.parametrize("frame", FRAMES)
async def test_the_socket(home: str, frame: str) -> None:
    with LyingHub(home) as liar:
        liar.down = lambda _line, said: FRAMES[frame] if "view" in said else said
        async with Terminal(liar.url, "--start", "--set", "first-scene") as terminal:
            if frame != "no message at all":
                assert await terminal.ends() == 1
    assert harmless(terminal.said)


async def test_a_refusal_on_the_socket(home: str) -> None:
    def refuse(_: Line, said: Message) -> Message:
        return {"refused": said["ack"], "code": ALL, "message": ALL} if "ack" in said else said

    with LyingHub(home) as liar:
        async with Terminal(liar.url, "--start", "--set", "first-scene") as terminal:
            await terminal.expect("Waiting for your partner")
            liar.down = refuse
            terminal.type("end")
            assert await terminal.ends() == 1
    assert harmless(terminal.said)


@pytest.mark.parametrize("words", EVIL.values(), ids=EVIL.keys())
def test_errors_themselves(words: str) -> None:
    for code, message in ((words, ""), ("other", words), ("moved", words), (words, words), ("x" * 33, "")):
        assert harmless(problem(PartnerError(code, message)))
    assert plain_code(words) == "other"
    assert len(plain_message("x" * 100_000)) <= 500
