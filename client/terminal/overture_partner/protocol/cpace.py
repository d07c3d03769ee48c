"""CPace-RISTR255-SHA512 in the initiator-responder setting with explicit key confirmation, as in draft-irtf-cfrg-cpace,
over plain bytes. What Overture puts into it is in pairing.py.
"""

from dataclasses import dataclass

from overture_partner.protocol.encoding import H, hmac_sha512, lv, lv_cat
from overture_partner.protocol.ristretto import Point, decode_point, multiply, to_point

_DSI = b"CPaceRistretto255"
_HASH_BLOCK = 128


@dataclass(frozen=True)
class Share:
    """What both hash of one side: its share (32 bytes, the encoding of a point) and its associated data."""

    y: bytes
    ad: bytes


def generator(prs: bytes, ci: bytes, sid: bytes) -> Point:
    """The point that only who knows the password-related string can compute."""
    zeros = bytes(max(0, _HASH_BLOCK - 1 - len(lv(prs)) - len(lv(_DSI))))
    return to_point(lv_cat(_DSI, prs, zeros, ci, sid))


def transcript(a: Share, b: Share) -> bytes:
    """Of the initiator's and the responder's share."""
    return lv_cat(a.y, a.ad) + lv_cat(b.y, b.ad)


def shared_point(y: bytes, peer_share: bytes) -> bytes:
    """K from one's own secret scalar and the other's share as received. Raises ProtocolError "bad point"."""
    return multiply(decode_point(peer_share), y)


def intermediate_key(sid: bytes, k: bytes, tr: bytes) -> bytes:
    """ISK, 64 bytes."""
    return H(lv_cat("CPaceRistretto255_ISK", sid, k), tr)


def sid_output(tr: bytes) -> bytes:
    """64 bytes, public, unique to this run."""
    return H(b"CPaceSidOutput", tr)


def confirmation(sid: bytes, isk: bytes, share: Share) -> bytes:
    """64 bytes with which the sender of the share proves to know the key."""
    return hmac_sha512(H(b"CPaceMac", sid, isk), lv_cat(share.y, share.ad))
