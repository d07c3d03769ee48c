"""Parsing of one client message into a hello, a command or a fetch. Pure.

Nothing here raises: a message that cannot be parsed comes back as `Malformed`. Every limit on the size of a client's
messages is here or in `transitions`.

Source: docs/protocol.md, "Socket".
"""

from typing import Annotated, Any, Union

import msgspec
from msgspec import Meta

from overture.core import commands as do

MAX_MESSAGE = 65536
"""Bytes in one message."""


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first message on a socket.

    Args:
        id: Id of a session.
        token: The bearer token of one of its seats, as base64url.
        language: The language that the person reads, as in `<html lang>`. English if it is empty or unknown.

    Source: docs/protocol.md, "Who is there".
    """

    id: Annotated[str, Meta(min_length=1, max_length=64)]
    token: Annotated[str, Meta(min_length=1, max_length=64)]
    language: Annotated[str, Meta(max_length=35)] = ""


class Greeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hello as it stands on the wire."""

    hello: Hello


class Malformed(msgspec.Struct, frozen=True):
    """A message that cannot be parsed.

    Args:
        code: The error code to answer with.
        message: What is wrong, for the author of the client.
        n: The number of the message, if that much could be parsed.
    """

    code: str
    message: str
    n: int | None = None


class _Numbered(msgspec.Struct):
    id: do.Count


BASES = (do.Command, do.SectionCommand, do.RoundCommand, do.SceneCommand)
COMMANDS = tuple(command for base in BASES for command in base.__subclasses__() if command not in BASES)


def _blob(kind: type[Any], value: Any) -> Any:
    if kind is not do.Blob or not isinstance(value, str):
        raise ValueError("Expected base64url text")
    return do.Blob.from_text(value)


_greeting = msgspec.json.Decoder(Greeting)
_numbered = msgspec.json.Decoder(_Numbered)
_command: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[(*COMMANDS, do.Fetch)], dec_hook=_blob)


def parse_hello(raw: bytes | str) -> Hello | Malformed:
    """Parse the first message on a socket.

    Source: docs/protocol.md, "Who is there".
    """
    if len(raw) > MAX_MESSAGE:
        return _too_long()
    try:
        return _greeting.decode(raw).hello
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return Malformed("bad-message", 'Say {"hello": {"id": ..., "token": ...}} first.')


def parse_command(raw: bytes | str) -> do.Command | do.Fetch | Malformed:
    """Parse any later message.

    Source: docs/protocol.md, "What a client says".
    """
    if len(raw) > MAX_MESSAGE:
        return _too_long()
    try:
        command: do.Command | do.Fetch = _command.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return _no_command(_number(raw))
    return command if command.id else _no_command(None)


def _no_command(n: int | None) -> Malformed:
    return Malformed("bad-message", "This message is none of the commands that the protocol lists.", n)


def _number(raw: bytes | str) -> int | None:
    try:
        return _numbered.decode(raw).id
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None


def _too_long() -> Malformed:
    return Malformed("too-long", f"A message may have at most {MAX_MESSAGE} bytes.")
