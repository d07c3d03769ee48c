"""Mutual sections: both people learn which items both said yes to, and nothing else.

This holds against a partner with a modified client too. `ids` are always the shared ids of the section in the order of
the document, 1 to 64 of them, all different. `asking.role` is always the seat that made the box, so to open a box of
the partner, name the partner's role.

The same work is done whatever the answers are: both branches are computed, then one is selected. Multiplying a point by
a secret takes the same time for every secret; Python's integers, which hold the scalars, do not promise that.
Source: docs/protocol.md, "Mutual sections".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple, TypeVar

from overture_partner.protocol.box import Place, open_box, seal
from overture_partner.protocol.encoding import H32, H, ProtocolError, equal, lv_cat, random_bytes, u32
from overture_partner.protocol.ristretto import (
    ORDER,
    Point,
    Sum,
    decode_point,
    decode_scalar,
    encode_scalar,
    from_little_endian,
    minus,
    plus,
    random_scalar,
    times,
    times_base,
    to_point,
)

Random = Callable[[int], bytes]
T = TypeVar("T")

_SIZE = 32
_MOST = 64


@dataclass(frozen=True)
class MutualAsking(Place):
    """One asking of a mutual section: its place and its round, from 1.

    There is no pad length, as sizes follow from the ids.
    """

    round: int


@dataclass(frozen=True, repr=False)
class MutualState:
    """What one seat keeps from its commit until the partner's release is opened. It is erased then.

    Attributes:
        a: The secret scalar, 32 bytes.
        pk: The public point, 32 bytes.
        yes: One byte for each id, 1 or 0.
        m1: What is in the commit, 96 + 128 n bytes for n ids.
    """

    a: bytes
    pk: bytes
    yes: bytes
    m1: bytes


@dataclass(frozen=True, repr=False)
class MutualSealed:
    """One's own yes or no to each id of one asking: what to keep, and the commit to send."""

    state: MutualState
    commit: bytes


class _Proof(NamedTuple):
    """That one point is one of the two things it may be."""

    c0: int
    z0: int
    z1: int


class _Hidden(NamedTuple):
    """What one item's proof begins with."""

    A1: Sum
    A2: Sum
    B1: Sum


class _Item(NamedTuple):
    """One item of one's own: its point, how its proof begins, and what it goes on with."""

    P: Sum
    hidden: _Hidden
    yes: int
    w: int
    e: int
    f: int
    x: int


def item_points(asking: MutualAsking, ids: Sequence[str]) -> list[Point]:
    """Hashes each id to a point H_i, the same for both seats.

    Raises:
        ValueError: The number of ids is wrong, or an id is there twice.
    """
    if not 1 <= len(ids) <= _MOST or len(set(ids)) != len(ids):
        raise ValueError(f"a mutual section has 1 to {_MOST} different ids")
    place = (asking.keys.sid, asking.qhash, asking.section, u32(asking.round))
    return [to_point(lv_cat("overture1/and/H", *place, id)) for id in ids]


def _choose(bit: int, if_one: T, if_zero: T) -> T:
    """Reads one of two places by its number, so that no branch depends on a secret."""
    return (if_zero, if_one)[bit]


def _challenge(domain: str, *parts: bytes) -> int:
    """Hs."""
    return from_little_endian(H(lv_cat(domain, *parts))) % ORDER


def _commit_challenge(ctx: bytes, points_h: list[Point], points: bytes, k: Sum, hidden: list[_Hidden]) -> int:
    """c of M1; `points` is pk | P_1..P_n."""
    first = k + b"".join(part for each in hidden for part in each)
    pk, p = points[:_SIZE], points[_SIZE:]
    return _challenge("overture1/and/or", ctx, u32(len(points_h)), pk, b"".join(points_h), p, first)


def mutual_commit(
    asking: MutualAsking, ids: Sequence[str], yes: Sequence[bool], random: Random = random_bytes
) -> MutualSealed:
    """Commits to a yes or no for each id, and proves that it is one of the two.

    The result is stored before the commit is sent, and there is only ever one commit for one asking.

    Args:
        asking: One's own asking.
        ids: The shared ids.
        yes: One boolean for each id.
        random: A source of random bytes, replaced in tests only.

    Returns:
        The state to keep, and the commit.

    Raises:
        ValueError: `yes` and `ids` have different lengths, or the ids are not valid.
    """
    points_h = item_points(asking, ids)
    if len(yes) != len(ids):
        raise ValueError("a mutual section has one yes or no to each id")
    bits = bytes(map(int, yes))
    ctx = asking.context(asking.round, "and1")
    a, k = random_scalar(random), random_scalar(random)
    pk = times_base(a)
    items = [_hide(a, h, bit, random) for h, bit in zip(points_h, bits, strict=True)]
    points = pk + b"".join(item.P for item in items)
    c = _commit_challenge(ctx, points_h, points, times_base(k), [item.hidden for item in items])
    scalars = [c, (k + c * a) % ORDER, *(part for item in items for part in _prove(item, c))]
    m1 = points + b"".join(map(encode_scalar, scalars))
    return MutualSealed(MutualState(encode_scalar(a), pk, bits, m1), seal(asking.key, ctx, m1, random(_SIZE)))


def _hide(a: int, h: Point, yes: int, random: Random) -> _Item:
    """The point of one item, and the beginning of its proof: the branch that is true is honest, the other one is
    simulated from a challenge e and a response f that are chosen before.
    """
    r, w, e, f = (random_scalar(random) for _ in range(4))
    p = _choose(yes, times(h, a), times_base(r))
    a1 = times_base(_choose(yes, w, (f - e * a) % ORDER))
    a2 = times(h, _choose(yes, w, f))
    b1 = times_base(_choose(yes, f, w))
    ep = times(p, e)
    a2_simulated, b1_simulated = minus(a2, ep), minus(b1, ep)
    hidden = _Hidden(a1, _choose(yes, a2, a2_simulated), _choose(yes, b1_simulated, b1))
    return _Item(p, hidden, yes, w, e, f, _choose(yes, a, r))


def _prove(item: _Item, c: int) -> _Proof:
    honest = (c - item.e) % ORDER
    answer = (item.w + honest * item.x) % ORDER
    yes = item.yes
    return _Proof(_choose(yes, item.e, honest), _choose(yes, item.f, answer), _choose(yes, answer, item.f))


def _read(data: bytes, points: int, scalars: int) -> tuple[list[Point], list[int]]:
    """That many points, then that many scalars. Raises ProtocolError "bad message", "bad point" or "bad scalar"."""
    if len(data) != _SIZE * (points + scalars):
        raise ProtocolError("bad message")
    parts = [data[at : at + _SIZE] for at in range(0, len(data), _SIZE)]
    return [decode_point(part) for part in parts[:points]], [decode_scalar(part) for part in parts[points:]]


def _points_of(m1: bytes, n: int) -> list[Point]:
    """P_1..P_n of an M1 that was verified."""
    return _read(m1[_SIZE : _SIZE * (n + 1)], n, 0)[0]


def mutual_open_commit(asking: MutualAsking, ids: Sequence[str], box: bytes, *, own_pk: bytes) -> bytes:
    """Opens the partner's commit and verifies its proofs. Store the result before releasing against it.

    Args:
        asking: The partner's asking.
        ids: The shared ids.
        box: The commit, not trusted.
        own_pk: One's own public point, 32 bytes. A commit that reflects it is refused.

    Returns:
        M1, 96 + 128 n bytes.

    Raises:
        ProtocolError: "cannot open", "bad message", "bad point", "bad scalar" or "bad proof". The round is broken then,
            and nothing is released.
    """
    n = len(ids)
    points_h = item_points(asking, ids)
    ctx = asking.context(asking.round, "and1")
    m1 = open_box(asking.key, ctx, box)
    (pk, *p), (c, z, *rest) = _read(m1, n + 1, 3 * n + 2)
    if equal(pk, own_pk):
        raise ProtocolError("bad proof")
    k = minus(times_base(z), times(pk, c))
    proofs = [_Proof(*rest[3 * at : 3 * at + 3]) for at in range(n)]
    hidden = [_unhide(proof, c, pk, h, p_i) for proof, h, p_i in zip(proofs, points_h, p, strict=True)]
    if _commit_challenge(ctx, points_h, m1[: _SIZE * (n + 1)], k, hidden) != c:
        raise ProtocolError("bad proof")
    return m1


def _unhide(proof: _Proof, c: int, pk: Point, h: Point, p: Point) -> _Hidden:
    """What the proof must have begun with."""
    c1 = (c - proof.c0) % ORDER
    return _Hidden(
        minus(times_base(proof.z1), times(pk, c1)),
        minus(times(h, proof.z1), times(p, c1)),
        minus(times_base(proof.z0), times(p, proof.c0)),
    )


def _weights(ctx: bytes, m1: bytes, peer_m1: bytes, e: bytes) -> list[int]:
    """d_i, from the M1 and E_1..E_n of who releases and the M1 of the other one: neither can choose points after they
    are known.
    """
    seed = H(lv_cat("overture1/and/seed", ctx, H32(m1), H32(peer_m1), e))
    return [from_little_endian(H(lv_cat("overture1/and/d", seed, u32(at)))[:16]) for at in range(len(e) // _SIZE)]


def _weighted(d: list[int], points: list[Point]) -> Sum:
    """The sum of d_i * points_i."""
    return reduce(plus, (times(point, d_i) for point, d_i in zip(points, d, strict=True)))


def _release_challenge(ctx: bytes, pk: bytes, m: Sum, z: Sum, t1: Sum, t2: Sum) -> int:
    """c of M2."""
    return _challenge("overture1/and/dleq", ctx, pk, m, z, t1, t2)


def mutual_release(
    asking: MutualAsking, ids: Sequence[str], state: MutualState, peer_m1: bytes, random: Random = random_bytes
) -> bytes:
    """Releases what makes a match visible where both said yes, and proves that it is that.

    Args:
        asking: One's own asking.
        ids: The shared ids.
        state: What `mutual_commit` gave to keep.
        peer_m1: What `mutual_open_commit` has verified.
        random: A source of random bytes, replaced in tests only.
    """
    ctx = asking.context(asking.round, "and2")
    a = decode_scalar(state.a)
    p = _points_of(peer_m1, len(ids))
    e = b"".join(times(p_i, a) for p_i in p)
    m = _weighted(_weights(ctx, state.m1, peer_m1, e), p)
    t = random_scalar(random)
    c = _release_challenge(ctx, state.pk, m, times(m, a), times_base(t), times(m, t))
    m2 = e + encode_scalar(c) + encode_scalar((t - c * a) % ORDER)
    return seal(asking.key, ctx, m2, random(_SIZE))


def mutual_open_release(
    asking: MutualAsking, ids: Sequence[str], state: MutualState, peer_m1: bytes, box: bytes
) -> tuple[bool, ...]:
    """Opens the partner's release. Erase the state once the result is stored.

    Args:
        asking: The partner's asking.
        ids: The shared ids.
        state: One's own state.
        peer_m1: What `mutual_open_commit` has verified.
        box: The release, not trusted.

    Returns:
        One boolean for each id: whether both said yes.

    Raises:
        ProtocolError: "cannot open", "bad message", "bad point", "bad scalar" or "bad proof", also for a match where
            one's own answer was no. The round is broken then, and the partner may have learnt the matches.
    """
    n = len(ids)
    ctx = asking.context(asking.round, "and2")
    m2 = open_box(asking.key, ctx, box)
    e, (c, s) = _read(m2, n, 2)
    d = _weights(ctx, peer_m1, state.m1, m2[: _SIZE * n])
    m, z = _weighted(d, _points_of(state.m1, n)), _weighted(d, e)
    peer_pk = decode_point(peer_m1[:_SIZE])
    t1 = plus(times_base(s), times(peer_pk, c))
    t2 = plus(times(m, s), times(z, c))
    if _release_challenge(ctx, peer_pk, m, z, t1, t2) != c:
        raise ProtocolError("bad proof")

    a = decode_scalar(state.a)
    same = tuple(equal(times(p_i, a), e_i) for p_i, e_i in zip(_points_of(peer_m1, n), e, strict=True))
    if sum(match * (1 - yes) for match, yes in zip(same, state.yes, strict=True)):
        raise ProtocolError("bad proof")
    return same
