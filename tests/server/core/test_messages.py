"""From bytes to commands: everything that can be said, and everything that must not be understood."""

import base64
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture.core import commands as do
from overture.core import encoding
from overture.core.messages import COMMANDS, MAX_MESSAGE, Hello, Malformed, parse_command, parse_hello

NAME = encoding.digest(b"")
PAUSE = encoding.encode(bytes(16))
ROUND = {"chapter": NAME, "section": "limits", "round": 1}
EXAMPLES: dict[type[do.Command], dict[str, object]] = {
    do.Offer: {"do": "offer", "m1": "AAEC"},
    do.Reply: {"do": "reply", "m2": "AAEC"},
    do.Answer: {"do": "answer", "m2": NAME, "m3": "AAEC"},
    do.Reject: {"do": "reject"},
    do.Confirm: {"do": "confirm"},
    do.Leave: {"do": "leave"},
    do.Renew: {"do": "renew", "spent": "HRWE"},
    do.Ready: {"do": "ready"},
    do.Add: {"do": "add", "chapter": NAME},
    do.PauseNow: {"do": "pause", "pause": PAUSE},
    do.Resume: {"do": "resume", "pause": PAUSE},
    do.Commit: {"do": "commit", **ROUND, "box": "AAEC"},
    do.Release: {"do": "release", **ROUND, "box": "AAEC"},
    do.Broken: {"do": "broken", **ROUND},
    do.Again: {"do": "again", **ROUND},
    do.NotAgain: {"do": "not-again", **ROUND},
    do.WriteNote: {"do": "note", "chapter": NAME, "section": "limits", "n": 1, "box": "AAEC"},
    do.Talk: {"do": "talk", "n": 1, "box": "AAEC"},
    do.Settle: {"do": "settle", "chapter": NAME, "section": "limits", "n": 1, "note": NAME, "yes": True, "box": "AAEC"},
    do.Notice: {"do": "notice", "chapter": NAME, "n": 1, "box": "AAEC"},
    do.Prolong: {"do": "prolong", "until": 1_800_000_000},
    do.NotProlong: {"do": "not-prolong"},
    do.BeginScene: {"do": "begin-scene", "n": 1},
    do.NotBeginScene: {"do": "not-begin-scene", "n": 1},
    do.SceneOver: {"do": "scene-over", "n": 1},
    do.Move: {"do": "move", "move": PAUSE, "m1": "AAEC"},
    do.MoveReply: {"do": "move-reply", "m2": "AAEC"},
    do.MoveApprove: {"do": "move-approve", "move": PAUSE, "m2": NAME, "m3": "AAEC", "box": "AAEC"},
    do.MoveClaim: {"do": "move-claim"},
    do.MoveCancel: {"do": "move-cancel", "move": PAUSE},
    do.End: {"do": "end"},
}


def said(**fields: object) -> bytes:
    return json.dumps({"id": 7, **fields}).encode()


def test_every_command_has_an_example() -> None:
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: EXAMPLES[kind]["do"])
def test_every_command_is_understood(kind: type[do.Command]) -> None:
    command = parse_command(said(**EXAMPLES[kind]))
    assert type(command) is kind
    assert command.id == 7


def test_fetch() -> None:
    assert parse_command(said(do="fetch", box=NAME)) == do.Fetch(id=7, box=NAME)


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "unknown"},
        {},
        {"do": "offer", "m1": "AAEC="},
        {"do": "offer", "m1": "AA+C"},
        {"do": "offer", "m1": "AAF"},
        {"do": "offer", "m1": 5},
        {"do": "offer", "m1": None},
        {"do": "offer", "m1": "AAEC", "more": 1},
        {"do": "renew", "spent": "HRWE", "locator": "ABCD"},
        {"do": "renew"},
        {"do": "add"},
        {"do": "add", "chapter": NAME, "sections": [["limits", "both", 256]]},
        {"do": "renew", "spent": "hrwe"},
        {"do": "pause", "pause": "short"},
        {"do": "commit", **ROUND, "round": 0, "box": "AAEC"},
        {"do": "commit", **ROUND, "round": 1.5, "box": "AAEC"},
        {"do": "commit", **ROUND, "chapter": "x", "box": "AAEC"},
        {"do": "commit", **ROUND, "section": "x" * 65, "box": "AAEC"},
        {"do": "ready", "__proto__": {"role": "A"}},
    ],
)
def test_what_is_not_in_the_list_is_refused_by_its_number(fields: dict[str, object]) -> None:
    answer = parse_command(said(**fields))
    assert isinstance(answer, Malformed)
    assert (answer.code, answer.n) == ("bad-message", 7)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"NaN",
        b'{"id":NaN,"do":"ready"}',
        b"[" * 30_000,
        b'{"a":' * 10_000,
        '{"id":-1}',
        "\ud800",
    ],
)
def test_junk_has_no_number_and_never_raises(raw: bytes | str) -> None:
    answer = parse_command(raw)
    assert isinstance(answer, Malformed)
    assert answer.n is None
    assert isinstance(parse_hello(raw), Malformed)


def test_a_message_over_the_limit_is_not_even_parsed() -> None:
    assert parse_command(b" " * (MAX_MESSAGE + 1)) == parse_hello(b" " * (MAX_MESSAGE + 1))


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_give_an_answer(raw: bytes | str) -> None:
    parse_command(raw)
    parse_hello(raw)


def test_hello() -> None:
    assert parse_hello(b'{"hello":{"id":"i","token":"t"}}') == Hello("i", "t")
    for bad in (b'{"hello":{"id":"i"}}', b'{"hello":{"id":"i","token":""}}', b'{"hello":{"id":"i","token":"t"},"x":1}'):
        assert isinstance(parse_hello(bad), Malformed)


@given(st.binary(max_size=100))
def test_base64url_has_one_text_for_each_bytes(data: bytes) -> None:
    assert encoding.decode(encoding.encode(data)) == data
    for other in (encoding.encode(data) + "=", encoding.encode(data) + "\n", encoding.encode(data) + "+"):
        with pytest.raises(ValueError, match=r"\S"):
            encoding.decode(other)


@given(st.text('AQgw-_+/=\\n "é', max_size=9))
def test_only_the_one_text_of_some_bytes_is_read(text: str) -> None:
    try:
        read = encoding.decode(text)
    except ValueError:
        read = None
    bare = bool(re.fullmatch("[A-Za-z0-9_-]*", text))
    expected = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if bare and len(text) % 4 != 1 else None
    if expected is not None and base64.urlsafe_b64encode(expected).decode().rstrip("=") != text:
        expected = None
    assert read == expected


def test_boxes_of_a_command() -> None:
    box = do.Blob(b"box")
    assert do.boxes_in(do.Notice(chapter=NAME, n=1, box=box)) == {encoding.digest(b"box"): b"box"}
    assert do.boxes_in(do.PauseNow(pause=PAUSE, later=box)) == {encoding.digest(b"box"): b"box"}
    assert do.boxes_in(do.PauseNow(pause=PAUSE)) == {}
    assert do.boxes_in(do.Offer(m1=box)) == {}
