"""Seals and opens everything that is not an answer: notes, settlements, notices and times to look again.

In each box a running number takes the place of the round. Notices and times belong to the whole chapter, so their place
has an empty section. Source: docs/protocol.md, "Everything else that is sealed".
"""

import re
from types import MappingProxyType
from typing import Any, Final, TypeGuard

from overture_partner.protocol.box import Place, open_box, pad, seal, unpad
from overture_partner.protocol.encoding import H32, ProtocolError, equal, from_json, from_utf8, to_json, u32, utf8

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
    """Seals the shared note of a section.

    Args:
        place: The section, and the seat that writes.
        n: The number of the note in its section, from 1, counted over both seats.
        previous: The box of note n - 1; None for the first note.
        text: At most NOTE_MAX bytes in UTF-8.
        salt: 32 bytes, for test vectors only.

    Returns:
        The box.

    Raises:
        ProtocolError: "too long".
    """
    return _seal_padded(place, "note", n, _note_head(n, previous) + utf8(text), salt)


def open_note(place: Place, n: int, previous: bytes | None, box: bytes) -> str:
    """Opens a note.

    Args:
        place: The section, and the seat that wrote the note.
        n: The number of the note, from 1.
        previous: The box of note n - 1; None for the first note.
        box: The box of note n.

    Returns:
        The text.

    Raises:
        ProtocolError: "cannot open", "bad padding", or "bad content" if the note does not follow `previous` or is not
            text.
    """
    head = _note_head(n, previous)
    plaintext = _open_padded(place, "note", n, box)
    if not equal(plaintext[: len(head)], head):
        raise ProtocolError("bad content")
    return from_utf8(plaintext[len(head) :])


def seal_settle(place: Place, seq: int, note: bytes, settled: bool, salt: bytes | None = None) -> bytes:
    """Seals that a seat agrees with a note, or no longer agrees.

    Args:
        place: The section, and the seat that settles.
        seq: A number that grows with each settlement of this seat.
        note: The box of the note.
        settled: Whether the seat agrees.
        salt: 32 bytes, for test vectors only.

    Returns:
        The box.
    """
    return _seal_padded(place, "settle", seq, u32(seq) + H32(note) + (b"\x01" if settled else b"\x00"), salt)


def open_settle(place: Place, seq: int, note: bytes, box: bytes) -> bool:
    """Opens a settlement.

    Args:
        place: The section, and the seat that settled.
        seq: The number of the settlement.
        note: The box of the note it must be about.
        box: The box of the settlement.

    Returns:
        Whether that seat agrees with the note.

    Raises:
        ProtocolError: "cannot open", "bad padding", or "bad content" if it is about another note or holds no boolean.
    """
    head = u32(seq) + H32(note)
    plaintext = _open_padded(place, "settle", seq, box)
    if not equal(plaintext[: len(head)], head) or plaintext[len(head) :] not in (b"\x00", b"\x01"):
        raise ProtocolError("bad content")
    return plaintext.endswith(b"\x01")


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
    """Seals a notice: what a seat withdraws or limits further.

    Args:
        place: The chapter, with an empty section, and the seat that sends.
        n: The number of the notice, from 1, counted for each seat.
        notice: One of the two shapes, not empty.
        salt: 32 bytes, for test vectors only.
        seen: The head of the sender's log, as JSON data; None to leave it out.

    Returns:
        The box.

    Raises:
        ProtocolError: "bad content" for any other shape, or "too long".
    """
    if not _is_notice(notice):
        raise ProtocolError("bad content")
    whole = notice if seen is None else {**notice, "seen": seen}
    return _seal_padded(place, "notice", n, to_json(whole), salt)


def open_notice(place: Place, n: int, box: bytes) -> tuple[Notice, object]:
    """Opens a notice together with the head that came with it.

    Args:
        place: The chapter, with an empty section, and the seat that sent the notice.
        n: The number of the notice, from 1.
        box: The box.

    Returns:
        The notice, and the head as untrusted JSON data; None if there was no head.

    Raises:
        ProtocolError: "cannot open", "bad padding" or "bad content".
    """
    whole = from_json(_open_padded(place, "notice", n, box))
    seen = whole.pop("seen", None) if isinstance(whole, dict) else None
    if not _is_notice(whole):
        raise ProtocolError("bad content")
    return whole, seen


def seal_later(place: Place, n: int, later: dict[str, Any], salt: bytes | None = None) -> bytes:
    """Seals when the sender, who has paused, would like to look again.

    Args:
        place: The first chapter, with an empty section, and the seat that sends.
        n: Always 0, because the hub gives no number to it.
        later: {"at": seconds since 1970}.
        salt: 32 bytes, for test vectors only.

    Returns:
        The box.

    Raises:
        ProtocolError: "too long".
    """
    return _seal_padded(place, "later", n, to_json(later), salt)


def open_later(place: Place, n: int, box: bytes) -> dict[str, Any]:
    """Opens the time to look again.

    Args:
        place: The first chapter, with an empty section, and the seat that sent it.
        n: Always 0.
        box: The box.

    Returns:
        A JSON object whose values are not checked.

    Raises:
        ProtocolError: "cannot open", "bad padding", or "bad content" if it is not a JSON object.
    """
    later = from_json(_open_padded(place, "later", n, box))
    if not isinstance(later, dict):
        raise ProtocolError("bad content")
    return later
