"""The box: bytes that the hub carries and cannot read, bound to one place in a session.

A box is committing: its key is derived together with a commitment that is compared before anything is decrypted.
Source: docs/protocol.md, "Sealed answers".
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from overture_partner.protocol.encoding import (
    ProtocolError,
    equal,
    from_u32,
    hkdf_expand,
    hkdf_extract,
    lv_cat,
    random_bytes,
    u32,
)
from overture_partner.protocol.pairing import Keys, Role

_VERSION = b"\x01"
_KEY, _SALT, _NONCE, _TAG = 32, 32, 12, 16

OVERHEAD: Final = 1 + _SALT + _KEY + _TAG
"""How many bytes a box is longer than what is in it."""


@dataclass(frozen=True)
class Place:
    """What a box belongs to, so that it cannot be moved anywhere else.

    Attributes:
        keys: What the pairing gave.
        role: The seat that seals. To open a box of the partner, name the partner's role.
        qhash: The hash of the chapter's question set, 32 bytes.
        section: The id of the section; empty for boxes of the whole chapter.
    """

    keys: Keys
    role: Role
    qhash: bytes
    section: str

    def context(self, number: int, purpose: str) -> bytes:
        """Encodes the place together with a number and a purpose, as associated data.

        Args:
            number: The round, or the number that takes its place.
            purpose: Such as "commit", "release" or "note".

        Returns:
            The context `ctx` of docs/protocol.md, "Sealed answers".
        """
        return lv_cat("overture1/ctx", self.keys.sid, self.qhash, self.section, u32(number), self.role, purpose)

    @property
    def key(self) -> bytes:
        """The 32-byte key of the seat that seals."""
        return self.keys.k_a if self.role == "A" else self.keys.k_b


def peer_of(role: Role) -> Role:
    """Returns the other seat."""
    return "B" if role == "A" else "A"


def _box_keys(key: bytes, ctx: bytes, salt: bytes) -> tuple[bytes, bytes, bytes]:
    okm = hkdf_expand(hkdf_extract(salt, key), lv_cat("overture1/seal", ctx), 2 * _KEY + _NONCE)
    return okm[:_KEY], okm[_KEY : 2 * _KEY], okm[2 * _KEY :]


def seal(key: bytes, ctx: bytes, message: bytes, salt: bytes | None = None) -> bytes:
    """Seals a message.

    Args:
        key: 32 bytes.
        ctx: The context that the box is bound to.
        message: Any length.
        salt: 32 bytes, for test vectors only.

    Returns:
        The box, OVERHEAD bytes longer than the message.

    Source: docs/protocol.md, "Sealed answers".
    """
    salt = salt or random_bytes(_SALT)
    com, ek, nonce = _box_keys(key, ctx, salt)
    return _VERSION + salt + com + ChaCha20Poly1305(ek).encrypt(nonce, message, ctx)


def open_box(key: bytes, ctx: bytes, box: bytes) -> bytes:
    """Opens a box. The commitment is compared first, so a box opens under one key only.

    Args:
        key: 32 bytes.
        ctx: The context that the box must be bound to.
        box: The box, not trusted.

    Returns:
        The message.

    Raises:
        ProtocolError: "cannot open", whatever the reason.
    """
    if len(box) < OVERHEAD or not box.startswith(_VERSION):
        raise ProtocolError("cannot open")
    com, ek, nonce = _box_keys(key, ctx, box[1 : 1 + _SALT])
    if not equal(com, box[1 + _SALT : 1 + _SALT + _KEY]):
        raise ProtocolError("cannot open")
    try:
        return ChaCha20Poly1305(ek).decrypt(nonce, box[1 + _SALT + _KEY :], ctx)
    except InvalidTag:
        raise ProtocolError("cannot open") from None


def pad(message: bytes, length: int) -> bytes:
    """Pads a message so that its size tells nothing.

    Args:
        message: At most `length` - 4 bytes.
        length: Bytes of the result.

    Returns:
        The length of the message in four bytes, the message, and zeros.

    Raises:
        ProtocolError: "too long". There is never a larger box, because its size would tell something.
    """
    zeros = length - 4 - len(message)
    if zeros < 0:
        raise ProtocolError("too long")
    return u32(len(message)) + message + bytes(zeros)


def unpad(padded: bytes, length: int) -> bytes:
    """Takes the message out of its padding.

    Args:
        padded: What `pad` has made, not trusted.
        length: The bytes that it must have.

    Returns:
        The message.

    Raises:
        ProtocolError: "bad padding".
    """
    end = 4 + from_u32(padded)
    if len(padded) != length or length < 4 or end > length or any(padded[end:]):
        raise ProtocolError("bad padding")
    return padded[4:end]
