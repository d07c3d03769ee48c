"""CPace-RISTR255-SHA512, the password-authenticated key exchange, over plain bytes.

This is the initiator-responder setting with explicit key confirmation. What Overture puts into it is in `pairing.py`.
Source: draft-irtf-cfrg-cpace.
"""

from dataclasses import dataclass

from overture_partner.protocol.encoding import H, hmac_sha512, lv, lv_cat
from overture_partner.protocol.ristretto import Point, decode_point, multiply, to_point

_DSI = b"CPaceRistretto255"
_HASH_BLOCK = 128


@dataclass(frozen=True)
class Share:
    """What both sides hash of one side: its public share `y` (32 bytes, an encoded point) and its associated data
    `ad`.
    """

    y: bytes
    ad: bytes


def generator(prs: bytes, ci: bytes, sid: bytes) -> Point:
    """Maps the password to a point that only a holder of the password can compute.

    Args:
        prs: The password-related string.
        ci: The channel identifier.
        sid: The session id.

    Returns:
        The generator of this run.
    """
    zeros = bytes(max(0, _HASH_BLOCK - 1 - len(lv(prs)) - len(lv(_DSI))))
    return to_point(lv_cat(_DSI, prs, zeros, ci, sid))


def transcript(a: Share, b: Share) -> bytes:
    """Encodes both shares.

    Args:
        a: The share of the initiator.
        b: The share of the responder.

    Returns:
        The initiator-responder transcript.
    """
    return lv_cat(a.y, a.ad) + lv_cat(b.y, b.ad)


def shared_point(y: bytes, peer_share: bytes) -> bytes:
    """Computes the shared point K.

    Args:
        y: One's own secret scalar, 32 bytes.
        peer_share: The share of the other side, not trusted.

    Returns:
        32 bytes.

    Raises:
        ProtocolError: "bad point".
    """
    return multiply(decode_point(peer_share), y)


def intermediate_key(sid: bytes, k: bytes, tr: bytes) -> bytes:
    """Derives the intermediate session key ISK.

    Args:
        sid: The session id.
        k: The shared point.
        tr: The transcript.

    Returns:
        64 bytes.
    """
    return H(lv_cat("CPaceRistretto255_ISK", sid, k), tr)


def sid_output(tr: bytes) -> bytes:
    """Returns 64 public bytes that are unique to the run with this transcript."""
    return H(b"CPaceSidOutput", tr)


def confirmation(sid: bytes, isk: bytes, share: Share) -> bytes:
    """Computes the tag by which the sender of a share proves that it knows the key.

    Args:
        sid: The session id.
        isk: The intermediate session key.
        share: The share of the sender.

    Returns:
        64 bytes.
    """
    return hmac_sha512(H(b"CPaceMac", sid, isk), lv_cat(share.y, share.ad))
