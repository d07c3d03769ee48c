"""A section's answers, sealed on both sides before either can be read (docs/protocol.md, "Sealed answers").

The box itself and the other things that are sealed are exported from here too, so this is the one module to import.
"""

from dataclasses import dataclass
from typing import Final

from overture_partner.protocol.asides import (
    NOTE_MAX,
    PADS,
    Notice,
    open_later,
    open_note,
    open_notice,
    open_notice_with_head,
    open_settle,
    seal_later,
    seal_note,
    seal_notice,
    seal_settle,
)
from overture_partner.protocol.box import OVERHEAD, Place, open_box, pad, peer_of, seal, unpad
from overture_partner.protocol.encoding import H32, ProtocolError, equal, random_bytes

__all__ = [
    "COMMIT_OVERHEAD",
    "NOTE_MAX",
    "OVERHEAD",
    "PADS",
    "RELEASE_SIZE",
    "Asking",
    "Notice",
    "Place",
    "Sealed",
    "commit",
    "open_box",
    "open_commit",
    "open_inner",
    "open_later",
    "open_note",
    "open_notice",
    "open_notice_with_head",
    "open_release",
    "open_settle",
    "pad",
    "peer_of",
    "release",
    "seal",
    "seal_later",
    "seal_note",
    "seal_notice",
    "seal_settle",
    "unpad",
]

_KEY, _SALT, _HASH = 32, 32, 32

COMMIT_OVERHEAD: Final = 2 * OVERHEAD
"""How many bytes a commit is longer than its section's pad length."""
RELEASE_SIZE: Final = OVERHEAD + _KEY + 2 * _HASH
"""The bytes of every release."""


@dataclass(frozen=True)
class Asking(Place):
    """One asking of a section: its round, and the section's pad length in bytes."""

    round: int
    pad: int


@dataclass(frozen=True, repr=False)
class Sealed:
    """One's own sealed answers to one asking of a section."""

    sk: bytes
    inner: bytes
    commit: bytes


def commit(asking: Asking, plaintext: bytes, random: tuple[bytes, bytes, bytes] | None = None) -> Sealed:
    """Seals one's own answers. All three parts are stored before commit is sent, and there is only ever one commit for
    one asking.

    `random` is (sk, salt of inner, salt of commit), for test vectors only. Raises ProtocolError "too long".
    """
    sk, inner_salt, commit_salt = random or (random_bytes(_KEY), random_bytes(_SALT), random_bytes(_SALT))
    inner = seal(sk, asking.context(asking.round, "answer"), pad(plaintext, asking.pad), inner_salt)
    return Sealed(sk, inner, seal(asking.key, asking.context(asking.round, "commit"), inner, commit_salt))


def open_commit(asking: Asking, box: bytes) -> bytes:
    """The inner box: store it before releasing against it. Raises ProtocolError "cannot open"."""
    return open_box(asking.key, asking.context(asking.round, "commit"), box)


def release(asking: Asking, sk: bytes, own_inner: bytes, peer_inner: bytes, salt: bytes | None = None) -> bytes:
    """Gives the key of one's own answers away, and says against which answer of the other's."""
    return seal(asking.key, asking.context(asking.round, "release"), sk + H32(own_inner) + H32(peer_inner), salt)


def open_release(asking: Asking, box: bytes, own_inner: bytes, peer_inner: bytes) -> bytes:
    """The key of the partner's inner box, out of the partner's release; `own_inner` is the reader's own.

    Raises ProtocolError "cannot open" or "release does not match".
    """
    message = open_box(asking.key, asking.context(asking.round, "release"), box)
    sk, hashes = message[:_KEY], message[_KEY:]
    if not equal(hashes, H32(peer_inner) + H32(own_inner)):
        raise ProtocolError("release does not match")
    return sk


def open_inner(asking: Asking, sk: bytes, inner: bytes) -> bytes:
    """The plaintext of the answers. Raises ProtocolError "cannot open" or "bad padding"."""
    return unpad(open_box(sk, asking.context(asking.round, "answer"), inner), asking.pad)
