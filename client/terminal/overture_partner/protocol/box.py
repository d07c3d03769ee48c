"""The box: bytes that the hub carries and cannot read, bound to one place (docs/protocol.md, "Sealed answers")."""

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
    """What a box belongs to. `role` is the seat that sealed it, so to open a partner's box name the partner's role.
    Session-wide boxes have the empty section.
    """

    keys: Keys
    role: Role
    qhash: bytes
    section: str

    def context(self, number: int, purpose: str) -> bytes:
        """What a box is bound to, so that it cannot be moved anywhere else; the number is the round, or takes its
        place.
        """
        return lv_cat("overture1/ctx", self.keys.sid, self.qhash, self.section, u32(number), self.role, purpose)

    @property
    def key(self) -> bytes:
        """The key of the seat that seals."""
        return self.keys.k_a if self.role == "A" else self.keys.k_b


def peer_of(role: Role) -> Role:
    """The other seat."""
    return "B" if role == "A" else "A"


def _box_keys(key: bytes, ctx: bytes, salt: bytes) -> tuple[bytes, bytes, bytes]:
    okm = hkdf_expand(hkdf_extract(salt, key), lv_cat("overture1/seal", ctx), 2 * _KEY + _NONCE)
    return okm[:_KEY], okm[_KEY : 2 * _KEY], okm[2 * _KEY :]


def seal(key: bytes, ctx: bytes, message: bytes, salt: bytes | None = None) -> bytes:
    """The box, OVERHEAD longer than the message; `salt` is for test vectors only."""
    salt = salt or random_bytes(_SALT)
    com, ek, nonce = _box_keys(key, ctx, salt)
    return _VERSION + salt + com + ChaCha20Poly1305(ek).encrypt(nonce, message, ctx)


def open_box(key: bytes, ctx: bytes, box: bytes) -> bytes:
    """The message. The commitment is compared before anything is decrypted: so a box opens under one key only.

    Raises ProtocolError "cannot open", whatever the reason.
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
    """Exactly `length` bytes. Raises ProtocolError "too long": there is never a larger box, as its size would tell."""
    zeros = length - 4 - len(message)
    if zeros < 0:
        raise ProtocolError("too long")
    return u32(len(message)) + message + bytes(zeros)


def unpad(padded: bytes, length: int) -> bytes:
    """The message out of `length` bytes. Raises ProtocolError "bad padding"."""
    end = 4 + from_u32(padded)
    if len(padded) != length or length < 4 or end > length or any(padded[end:]):
        raise ProtocolError("bad padding")
    return padded[4:end]
