"""Notes, settlings, notices and times to look again (docs/protocol.md, "Everything else that is sealed").

In each, a number takes the place of the round. Notices and times belong to the session: seal them with the empty
section.
"""

import json
import re
from types import MappingProxyType
from typing import Any, Final, NoReturn, TypeGuard

from overture_partner.protocol.box import Place, open_box, pad, seal, unpad
from overture_partner.protocol.encoding import H32, ProtocolError, equal, from_utf8, u32, utf8

Notice = dict[str, list[str]] | dict[str, dict[str, str]]
"""{"withdraw": [item ids]} or {"limit": {item id: level}}."""

_HASH = 32

PADS: Final = MappingProxyType({"note": 4096, "settle": 64, "notice": 4096, "later": 256})
"""The pad lengths of the boxes that are not answers, in bytes of plaintext."""
NOTE_MAX: Final = PADS["note"] - 4 - 4 - _HASH
"""The most UTF-8 bytes that a note's text may have."""


def _seal_padded(place: Place, purpose: str, n: int, plaintext: bytes, salt: bytes | None) -> bytes:
    return seal(place.key, place.context(n, purpose), pad(plaintext, PADS[purpose]), salt)


def _open_padded(place: Place, purpose: str, n: int, box: bytes) -> bytes:
    return unpad(open_box(place.key, place.context(n, purpose), box), PADS[purpose])


def _note_head(n: int, previous: bytes | None) -> bytes:
    """The number and the hash of the note before it; 32 zeros before the first."""
    return u32(n) + (bytes(_HASH) if previous is None else H32(previous))


def seal_note(place: Place, n: int, previous: bytes | None, text: str, salt: bytes | None = None) -> bytes:
    """n counts from 1 in its section, both seats together; `previous` is the box of note n - 1; the text has at most
    NOTE_MAX bytes. Raises ProtocolError "too long".
    """
    return _seal_padded(place, "note", n, _note_head(n, previous) + utf8(text), salt)


def open_note(place: Place, n: int, previous: bytes | None, box: bytes) -> str:
    """The text. Raises ProtocolError "cannot open", "bad padding", or "bad content" if this is not the note that
    follows `previous`, or not text.
    """
    head = _note_head(n, previous)
    plaintext = _open_padded(place, "note", n, box)
    if not equal(plaintext[: len(head)], head):
        raise ProtocolError("bad content")
    return from_utf8(plaintext[len(head) :])


def seal_settle(place: Place, seq: int, note: bytes, settled: bool, salt: bytes | None = None) -> bytes:
    """Settles exactly the note with this box, or takes that back; seq grows with each one that this seat sends."""
    return _seal_padded(place, "settle", seq, u32(seq) + H32(note) + (b"\x01" if settled else b"\x00"), salt)


def open_settle(place: Place, seq: int, note: bytes, box: bytes) -> bool:
    """Settled or not. Raises ProtocolError "cannot open", "bad padding", or "bad content" if it is about another note,
    or neither 1 nor 0.
    """
    head = u32(seq) + H32(note)
    plaintext = _open_padded(place, "settle", seq, box)
    if not equal(plaintext[: len(head)], head) or plaintext[len(head) :] not in (b"\x00", b"\x01"):
        raise ProtocolError("bad content")
    return plaintext.endswith(b"\x01")


def _dump_json(value: object) -> bytes:
    return utf8(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _parse_json(data: bytes) -> Any:
    def no_constant(_: str) -> NoReturn:
        raise ProtocolError("bad content")

    try:
        return json.loads(from_utf8(data), parse_constant=no_constant)
    except (ValueError, RecursionError):
        raise ProtocolError("bad content") from None


def _is_id(value: object) -> bool:
    """An id begins with a small letter or a digit; so a name that means something to JavaScript itself is none."""
    return isinstance(value, str) and re.match(r"[a-z0-9]", value) is not None


def _is_notice(value: object) -> TypeGuard[Notice]:
    """A notice can only tighten: anything but one of the two shapes, with something in it, is refused. The head is not
    among it any more.
    """
    if not isinstance(value, dict) or len(value) != 1:
        return False
    match value:
        case {"withdraw": [_, *_] as ids}:
            return all(map(_is_id, ids))
        case {"limit": dict(levels)}:
            return levels != {} and all(_is_id(item) and _is_id(level) for item, level in levels.items())
        case _:
            return False


def seal_notice(place: Place, n: int, notice: Notice, salt: bytes | None = None, seen: object = None) -> bytes:
    """n counts from 1 for each seat; `seen` is the head that goes with it. Raises ProtocolError "bad content" or "too
    long".
    """
    if not _is_notice(notice):
        raise ProtocolError("bad content")
    whole = notice if seen is None else {**notice, "seen": seen}
    return _seal_padded(place, "notice", n, _dump_json(whole), salt)


def open_notice(place: Place, n: int, box: bytes) -> Notice:
    """Raises ProtocolError "cannot open", "bad padding" or "bad content"."""
    return open_notice_with_head(place, n, box)[0]


def open_notice_with_head(place: Place, n: int, box: bytes) -> tuple[Notice, object]:
    """The same, with the head that came with it; None if none did."""
    whole = _parse_json(_open_padded(place, "notice", n, box))
    seen = whole.pop("seen", None) if isinstance(whole, dict) else None
    if not _is_notice(whole):
        raise ProtocolError("bad content")
    return whole, seen


def seal_later(place: Place, n: int, later: dict[str, Any], salt: bytes | None = None) -> bytes:
    """When to look again; n is always 0, as the hub tells no number for it. Raises ProtocolError "too long"."""
    return _seal_padded(place, "later", n, _dump_json(later), salt)


def open_later(place: Place, n: int, box: bytes) -> dict[str, Any]:
    """Raises ProtocolError "cannot open", "bad padding", or "bad content" if it is not a JSON object."""
    later = _parse_json(_open_padded(place, "later", n, box))
    if not isinstance(later, dict):
        raise ProtocolError("bad content")
    return later
