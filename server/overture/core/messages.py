"""From the bytes of one client message to a hello, a command or a fetch; once, at the edge. Pure: it never raises.

Every size limit on what a client may say stands here or in `transitions.py`.
"""

from typing import Annotated, Any, Union

import msgspec
from msgspec import Meta

from overture.core import commands as do

MAX_MESSAGE = 65536
"""Bytes in one message."""


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is at the other end: the id of a session, the bearer token of one of its seats, and what it reads."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]
    token: Annotated[str, Meta(min_length=1, max_length=64)]
    language: Annotated[str, Meta(max_length=35)] = ""
    """As in `<html lang>`. Without it, and for one that the hub does not have, it speaks English."""


class Greeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hello: Hello


class Malformed(msgspec.Struct, frozen=True):
    """A message that cannot be read. `n` is its number, where that much could be read."""

    code: str
    message: str
    n: int | None = None


class _Numbered(msgspec.Struct):
    id: do.Count


COMMANDS = tuple(
    command
    for base in (do.Command, do.RoundCommand)
    for command in base.__subclasses__()
    if command is not do.RoundCommand
)


def _blob(kind: type[Any], value: Any) -> Any:
    if kind is not do.Blob or not isinstance(value, str):
        raise ValueError("Expected base64url text")
    return do.Blob.read(value)


_greeting = msgspec.json.Decoder(Greeting)
_numbered = msgspec.json.Decoder(_Numbered)
_command: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[(*COMMANDS, do.Fetch)], dec_hook=_blob)


def parse_hello(raw: bytes | str) -> Hello | Malformed:
    if len(raw) > MAX_MESSAGE:
        return _too_long()
    try:
        return _greeting.decode(raw).hello
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return Malformed("bad-message", 'Say {"hello": {"id": ..., "token": ...}} first.')


def parse_command(raw: bytes | str) -> do.Command | do.Fetch | Malformed:
    if len(raw) > MAX_MESSAGE:
        return _too_long()
    try:
        command: do.Command | do.Fetch = _command.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return _none_of_them(_number(raw))
    return command if command.id else _none_of_them(None)


def _none_of_them(n: int | None) -> Malformed:
    return Malformed("bad-message", "This message is none of the commands that the protocol lists.", n)


def _number(raw: bytes | str) -> int | None:
    try:
        return _numbered.decode(raw).id
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None


def _too_long() -> Malformed:
    return Malformed("too-long", f"A message may have at most {MAX_MESSAGE} bytes.")
