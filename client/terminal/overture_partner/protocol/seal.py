"""Sealing a section: the answers of both people are sealed before either can be read.

Source: docs/protocol.md, "Sealed answers".
"""

from dataclasses import dataclass
from typing import Final

from overture_partner.protocol.box import OVERHEAD, Place, open_box, pad, seal, unpad
from overture_partner.protocol.encoding import H32, ProtocolError, equal, random_bytes

_KEY, _SALT, _HASH = 32, 32, 32

COMMIT_OVERHEAD: Final = 2 * OVERHEAD
"""How many bytes a commit is longer than its section's pad length."""
RELEASE_SIZE: Final = OVERHEAD + _KEY + 2 * _HASH
"""The bytes of every release."""


@dataclass(frozen=True)
class Asking(Place):
    """One asking of a section: its place, its round, from 1, and the section's pad length in bytes."""

    round: int
    pad: int


@dataclass(frozen=True, repr=False)
class Sealed:
    """One's own sealed answers to one asking.

    Attributes:
        sk: The key of the inner box, 32 bytes.
        inner: The box with the answers.
        commit: The box with the inner box, which is sent first.
    """

    sk: bytes
    inner: bytes
    commit: bytes


def commit(asking: Asking, plaintext: bytes, random: tuple[bytes, bytes, bytes] | None = None) -> Sealed:
    """Seals one's own answers.

    All three parts are stored before the commit is sent, and there is only ever one commit for one asking.

    Args:
        asking: One's own asking.
        plaintext: The encoded answers.
        random: (sk, salt of inner, salt of commit), 32 bytes each, for test vectors only.

    Returns:
        The three parts.

    Raises:
        ProtocolError: "too long".
    """
    sk, inner_salt, commit_salt = random or (random_bytes(_KEY), random_bytes(_SALT), random_bytes(_SALT))
    inner = seal(sk, asking.context(asking.round, "answer"), pad(plaintext, asking.pad), inner_salt)
    return Sealed(sk, inner, seal(asking.key, asking.context(asking.round, "commit"), inner, commit_salt))


def open_commit(asking: Asking, box: bytes) -> bytes:
    """Opens the partner's commit. Store the result before releasing against it.

    Args:
        asking: The partner's asking.
        box: The commit, not trusted.

    Returns:
        The inner box.

    Raises:
        ProtocolError: "cannot open".
    """
    return open_box(asking.key, asking.context(asking.round, "commit"), box)


def release(asking: Asking, sk: bytes, own_inner: bytes, peer_inner: bytes, salt: bytes | None = None) -> bytes:
    """Releases the key of one's own answers, bound to the answers of the partner.

    Args:
        asking: One's own asking.
        sk: The key of one's own inner box, 32 bytes.
        own_inner: One's own inner box.
        peer_inner: The partner's inner box.
        salt: 32 bytes, for test vectors only.

    Returns:
        The box, RELEASE_SIZE bytes.
    """
    return seal(asking.key, asking.context(asking.round, "release"), sk + H32(own_inner) + H32(peer_inner), salt)


def open_release(asking: Asking, box: bytes, own_inner: bytes, peer_inner: bytes) -> bytes:
    """Opens the partner's release.

    Args:
        asking: The partner's asking.
        box: The release, not trusted.
        own_inner: The reader's own inner box.
        peer_inner: The partner's inner box.

    Returns:
        The key of the partner's inner box, 32 bytes.

    Raises:
        ProtocolError: "cannot open" or "release does not match".
    """
    message = open_box(asking.key, asking.context(asking.round, "release"), box)
    sk, hashes = message[:_KEY], message[_KEY:]
    if not equal(hashes, H32(peer_inner) + H32(own_inner)):
        raise ProtocolError("release does not match")
    return sk


def open_inner(asking: Asking, sk: bytes, inner: bytes) -> bytes:
    """Opens the answers.

    Args:
        asking: The asking of the seat that sealed them.
        sk: The key of the inner box, 32 bytes.
        inner: The inner box.

    Returns:
        The encoded answers, not checked.

    Raises:
        ProtocolError: "cannot open" or "bad padding".
    """
    return unpad(open_box(sk, asking.context(asking.round, "answer"), inner), asking.pad)
