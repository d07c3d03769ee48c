"""Random messages and question sets for the two parsers that read what strangers wrote. A minute in the suite at most;
by hand for as long as one likes: `python -m tests.hostility.fuzz [SECONDS]`, ten minutes if nothing is said.
"""

import contextlib
import json
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from overture.core import commands as do
from overture.core.messages import MAX_MESSAGE, Hello, Malformed, parse_command, parse_hello
from overture.questions.model import QuestionSet, digest_text, load_file
from overture.questions.source import Problem, QuestionError
from overture_partner.errors import PartnerError
from overture_partner.model.document import parse_document
from overture_partner.protocol.encoding import H32, base64url
from tests.server.core.test_messages import EXAMPLES
from tests.server.small_sets import GOOD

COMMANDS = [{"id": 7, **example} for example in EXAMPLES.values()] + [{"hello": {"id": "i", "token": "t"}}]
LINES = GOOD.splitlines()

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=50)
    | st.sampled_from(["__proto__", "constructor", "do", "id", "hello", "\ud800", "A" * 43, "A" * 22]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A command with some of it changed, left out or said twice; then perhaps some bytes of it changed too."""
    command = dict(draw(st.sampled_from(COMMANDS)))
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from([*command, "id", "do", "box", "__proto__"]) | st.text(max_size=8))
        if draw(st.booleans()):
            command.pop(name, None)
        else:
            command[name] = draw(anything)
    raw = json.dumps(command, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    if draw(st.booleans()):
        raw = raw[:-1] + b"," + json.dumps(command).encode()[1:]
    return damaged(draw, raw)


def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=6)) + raw[at + draw(st.integers(0, 6)) :]
    return raw


@st.composite
def question_sets(draw: st.DrawFn) -> bytes:
    """A set of every kind, with lines left out, doubled, moved or changed."""
    lines = list(LINES)
    for _ in range(draw(st.integers(0, 4))):
        at, to = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "move", "value", "text"])):
            case "drop":
                del lines[at]
            case "double":
                lines.insert(to, lines[at])
            case "move":
                lines.insert(to, lines.pop(at))
            case "value":
                name = lines[at].partition("=")[0]
                values = [
                    "-1",
                    "1e400",
                    "nan",
                    "[]",
                    "{}",
                    '""',
                    "true",
                    "1979-05-27",
                    "[[1],[2]]",
                    '"\\u0000"',
                    "9" * 40,
                ]
                lines[at] = f"{name}= {draw(st.sampled_from(values))}"
            case _:
                lines[at] = draw(st.text(max_size=40))
    return damaged(draw, "\n".join(lines).encode("utf-8", "surrogatepass"))


@cache
def good_document() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.toml"
        file.write_text(GOOD, encoding="utf-8")
        return load_file(file).document


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """What a hub might send for a question set: a good one with some of it changed."""
    document = json.loads(good_document())
    for _ in range(draw(st.integers(1, 3))):
        inside = document
        while isinstance(inside, dict | list) and inside:
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            key = draw(st.sampled_from(keys))
            if not isinstance(inside[key], dict | list) or draw(st.integers(0, 3)) == 0:
                inside[key] = draw(anything)
                break
            inside = inside[key]
    return damaged(draw, json.dumps(document).encode("utf-8", "surrogatepass"))


def read_message(raw: bytes) -> None:
    """What holds for any message: it is read or refused, as bytes and as text alike, and what was read can be said."""
    command, hello = parse_command(raw), parse_hello(raw)
    assert isinstance(command, do.Command | do.Fetch | Malformed)
    assert isinstance(hello, Hello | Malformed)
    if isinstance(command, Malformed):
        assert len(raw) > MAX_MESSAGE or command.code == "bad-message"
        assert command.n is None or 1 <= command.n < 2**31
    else:
        assert isinstance(hello, Malformed)
        assert 1 <= command.id < 2**31
        # Whatever goes on from here to the store goes as UTF-8.
        repr(command).encode()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return
    assert parse_command(text) == command
    assert parse_hello(text) == hello


def read_set(raw: bytes, folder: Path) -> None:
    """What holds for any file: it is a set that a client can read, or it has problems that can be told, with a line."""
    file = folder / "small.toml"
    file.write_bytes(raw)
    problems, found = _loaded(file)
    assert bool(problems) == (found is None)
    for problem in problems:
        assert problem.message
        assert problem.line >= 1
        str(problem).encode()
    if found is not None:
        known = parse_document(found.document, digest_text(found.qhash))
        assert [section.id for section in known.document.sections] == [section.id for section in found.content.sections]


def _loaded(file: Path) -> tuple[list[Problem], QuestionSet | None]:
    try:
        return [], load_file(file)
    except QuestionError as error:
        return error.problems, None


def read_document(raw: bytes) -> None:
    """What holds for a document that a hub made up: the client reads it or says that it is none."""
    with contextlib.suppress(PartnerError):
        parse_document(raw, base64url(H32(raw)))


def fuzz(seconds: float) -> int:
    """As many examples of both as fit in; their number. Raises what hypothesis finds, with the example."""
    until, count = time.monotonic() + seconds, 0
    chosen = settings(
        max_examples=2000,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    with tempfile.TemporaryDirectory() as folder:

        @chosen
        @given(messages() | st.binary(max_size=300))
        def of_messages(raw: bytes) -> None:
            nonlocal count
            count += 1
            read_message(raw)

        @chosen
        @given(question_sets())
        def of_sets(raw: bytes) -> None:
            nonlocal count
            count += 1
            if time.monotonic() < until:
                read_set(raw, Path(folder))

        @chosen
        @given(documents())
        def of_documents(raw: bytes) -> None:
            nonlocal count
            count += 1
            read_document(raw)

        while time.monotonic() < until:
            of_messages()
            of_sets()
            of_documents()
    return count


if __name__ == "__main__":
    print(fuzz(float(sys.argv[1]) if len(sys.argv) > 1 else 600), "examples, nothing found")  # noqa: T201 - by hand
