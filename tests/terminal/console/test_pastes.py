"""Pasted texts: one line each, whatever stands in them, and never a command or the answer to the next question."""

import asyncio
import io
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture_partner.console.lines import Lines, Sign
from overture_partner.console.pastes import BEGIN, END, Pastes
from tests.terminal.terminals import PARTNER, Terminal

LINE = st.text(st.sampled_from("ab \té绳🔥\\=#"), max_size=8)
PARAGRAPHS = st.lists(LINE.filter(str.strip), min_size=1, max_size=5)
ENDS = ("\n", "\r\n", "\r", "\n\n")


def bracketed(text: str) -> str:
    return f"{BEGIN}{text}{END}"


@given(st.lists(st.tuples(PARAGRAPHS, st.sampled_from(ENDS), st.booleans()), max_size=5), st.data())
def test_each_paste_is_one_line_wherever_the_stream_is_cut(
    written: list[tuple[list[str], str, bool]], data: st.DataObject
) -> None:
    stream, wanted = "", []
    for paragraphs, end, is_pasted in written:
        text = end.join(paragraphs)
        stream += (bracketed(text) if is_pasted else "\n".join(paragraphs)) + "\n"
        wanted += [text.replace("\r\n", "\n").replace("\r", "\n")] if is_pasted else paragraphs
    pastes, said = Pastes(), []
    while stream:
        size = data.draw(st.integers(1, 9))
        said += pastes.feed(stream[:size])
        stream = stream[size:]
    assert said == wanted
    assert pastes.last() == ""


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("one\r\n\r\ntwo\r\n", "one\n\ntwo"),
        ("end\nend\n", "end\nend"),
        ("re\x1b[31md\x07\x00", "re[31md"),
        ("two\tcolumns", "two\tcolumns"),
        ("\x1b[200~twice", "[200~twice"),
    ],
)
def test_a_pasted_text_is_one_line(pasted: str, line: str) -> None:
    assert Pastes().feed(f"so: {bracketed(pasted)}!\n") == [f"so: {line}!"]


def test_a_paste_that_never_ends_is_over_with_the_stream() -> None:
    pastes = Pastes()
    assert pastes.feed(f"{BEGIN}one\ntwo") == []
    assert pastes.last().strip() == "one\ntwo"


async def read(written: list[str], count: int, encoding: str = "utf-8") -> list[str | Sign]:
    """The lines that are read from a terminal to which this is written, bit by bit."""
    ours, theirs = pty.openpty()
    lines = Lines(theirs)
    writing = threading.Thread(target=lambda: [os.write(ours, each.encode(encoding)) for each in written], daemon=True)
    draining = threading.Thread(target=lambda: drain(ours), daemon=True)
    writing.start()
    draining.start()
    async with asyncio.timeout(30):
        return [await lines.next() for _ in range(count)]


def drain(descriptor: int) -> None:
    """Takes the echo, which a terminal shows."""
    try:
        while os.read(descriptor, 65536):
            pass
    except OSError:
        return


async def test_a_terminal_hands_over_a_paste_as_one_line() -> None:
    paragraphs = "\n".join(f"paragraph {number}" for number in range(300))
    assert await read([bracketed(paragraphs.replace("\n", "\r")), "\n", "next\n"], 2) == [paragraphs, "next"]


async def test_a_paste_longer_than_what_a_terminal_keeps_does_not_swallow_what_follows() -> None:
    first, second = await read([bracketed("x" * 100_000), "\n"], 1), await read(["next\n"], 1)
    assert str(first[0]).startswith("xxx")
    assert second == ["next"]


async def test_a_pasted_end_with_more_lines_ends_nothing(home: str) -> None:
    async with Terminal(home, tty=True) as terminal:
        await terminal.expect("Code:")
        for pasted in ("end\nend", "pause\r\nend\r\n"):
            terminal.type(bracketed(pasted))
            # One answer of the command for each paste, and its prompt again.
            await terminal.expect("like HRWE-SPRQ. Code:")


SWITCHED_ON, SWITCHED_OFF = b"\x1b[?2004h", b"\x1b[?2004l"


def shown(ours: int, until: bytes = b"") -> bytes:
    """What the terminal gets to show, until that or for as long as anybody writes to it."""
    seen = b""
    while not until or until not in seen:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            # Linux says so when the last who had it open has closed it.
            break
        if not piece:
            break
        seen += piece
    return seen


def in_a_terminal(home: str, term: str, leave: Callable[[subprocess.Popen[bytes], int], object]) -> tuple[bytes, bool]:
    """What a terminal was sent by a command that was left at its first question, and whether it is as it was before."""
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": term}
    with subprocess.Popen([PARTNER, home], env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        said = shown(ours, b"Code:")
        leave(process, ours)
        process.wait(timeout=30)
    after = termios.tcgetattr(theirs)
    os.close(theirs)
    said += shown(ours)
    os.close(ours)
    return said, after == before


@pytest.mark.parametrize(
    "leave",
    [lambda _, ours: os.write(ours, b"\x04"), lambda process, _: process.send_signal(signal.SIGINT)],
    ids=["end-of-input", "interrupt"],
)
def test_a_terminal_is_left_as_it_was(home: str, leave: Callable[[subprocess.Popen[bytes], int], object]) -> None:
    said, as_before = in_a_terminal(home, "xterm", leave)
    assert (said.count(SWITCHED_ON), said.count(SWITCHED_OFF)) == (1, 1), said
    assert said.index(SWITCHED_ON) < said.index(b"Code:") < said.index(SWITCHED_OFF)
    assert as_before


def test_a_terminal_that_knows_no_sequences_is_sent_none(home: str) -> None:
    said, as_before = in_a_terminal(home, "dumb", lambda _, ours: os.write(ours, b"\x04"))
    assert b"\x1b" not in said
    assert as_before


@pytest.mark.parametrize(
    ("named", "sent"), [("iso-8859-1", "iso-8859-1"), ("cp1251", "cp1251"), ("utf-8", "utf-8"), ("ascii", "utf-8")]
)
async def test_words_are_read_in_the_encoding_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, named: str, sent: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), named))
    word = "Зелёный" if sent == "cp1251" else "Grün"
    assert await read([f"{word}\n"], 1, sent) == [word]
