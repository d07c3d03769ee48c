"""The mutual sections of the Python implementation: matches are the AND, and whatever was altered is refused."""

from collections.abc import Callable
from dataclasses import astuple, replace
from typing import Any

import pysodium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.protocol import mutual, ristretto
from overture_partner.protocol.encoding import H, ProtocolError, lv_cat, u32
from overture_partner.protocol.mutual import (
    mutual_commit,
    mutual_open_commit,
    mutual_open_release,
    mutual_release,
)
from tests.terminal.protocol_support import refusal
from tests.vectors.mutual import (
    ELSEWHERE,
    IDS,
    M1_ALTERATIONS,
    M2_ALTERATIONS,
    ORDER,
    A,
    Alteration,
    B,
    Played,
    flipped,
    opened,
    play,
    resealed,
    stream,
)

GROUP = [
    "crypto_core_ristretto255_add",
    "crypto_core_ristretto255_from_hash",
    "crypto_core_ristretto255_is_valid_point",
    "crypto_core_ristretto255_sub",
    "crypto_scalarmult_ristretto255",
    "crypto_scalarmult_ristretto255_base",
]


def named(alterations: list[Alteration]) -> list[Any]:
    return [pytest.param(change, kind, id=name) for name, change, kind in alterations]


@pytest.fixture(scope="module")
def played() -> Played:
    """A wants the first and the second, B the first and the third."""
    return play(IDS, [True, True, False], [True, False, True])


answers = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=5)


@given(answers)
@settings(max_examples=40)
def test_matches_are_what_both_want_and_nothing_else(pairs: list[tuple[bool, bool]]) -> None:
    ids = [f"item-{number}" for number in range(len(pairs))]
    done = play(ids, [a for a, _ in pairs], [b for _, b in pairs])
    assert done.matches(ids) == tuple(a and b for a, b in pairs)


@pytest.mark.parametrize("n", [1, 64])
def test_the_smallest_and_the_largest_section(n: int) -> None:
    ids = [f"item-{number}" for number in range(n)]
    a_yes, b_yes = [number % 2 == 0 for number in range(n)], [number % 3 == 0 for number in range(n)]
    done = play(ids, a_yes, b_yes)
    assert [len(box) for box in (done.a_commit, done.b_commit)] == [177 + 128 * n] * 2
    assert [len(box) for box in (done.a_release, done.b_release)] == [145 + 32 * n] * 2
    assert done.matches(ids) == tuple(number % 6 == 0 for number in range(n))


@pytest.mark.parametrize("ids", [[], ["same", "same"], [str(number) for number in range(65)]])
def test_only_1_to_64_different_ids_are_a_section(ids: list[str]) -> None:
    with pytest.raises(ValueError, match="1 to 64 different ids"):
        mutual_commit(A, ids, [True] * len(ids))
    with pytest.raises(ValueError, match="1 to 64 different ids"):
        mutual_open_commit(B, ids, b"", own_pk=b"")


@pytest.mark.parametrize("yes", [[], [True] * 2, [True] * 4])
def test_there_is_one_answer_to_each_id(yes: list[bool]) -> None:
    with pytest.raises(ValueError, match="one yes or no to each"):
        mutual_commit(A, IDS, yes)


def test_every_commit_and_release_is_fresh(played: Played) -> None:
    again = mutual_commit(A, IDS, [True, True, False])
    assert again.state.a != played.a.a
    pieces = [played.a.m1[at : at + 32] for at in range(0, len(played.a.m1), 32)]
    assert not {again.state.m1[at : at + 32] for at in range(0, len(played.a.m1), 32)} & set(pieces)
    assert mutual_release(A, IDS, played.a, played.b.m1) != played.a_release


def test_what_is_kept_prints_no_secret(played: Played) -> None:
    assert played.a.a.hex() not in repr(played.a)
    assert repr(played.a.a) not in repr(played.a)


def test_what_is_kept_is_plain_bytes(played: Played) -> None:
    """A store may write the fields and put them together again."""
    assert mutual.MutualState(*(bytes(part) for part in astuple(played.a))) == played.a


@pytest.mark.parametrize(("change", "kind"), named(M1_ALTERATIONS))
def test_an_altered_commit_is_refused(played: Played, change: Callable[[bytes], bytes], kind: str) -> None:
    box = resealed(B, "and1", change(played.b.m1))
    with refusal(kind):
        mutual_open_commit(B, IDS, box, own_pk=played.a.pk)


@pytest.mark.parametrize(("change", "kind"), named(M2_ALTERATIONS))
def test_an_altered_release_is_refused(played: Played, change: Callable[[bytes], bytes], kind: str) -> None:
    box = resealed(B, "and2", change(opened(B, "and2", played.b_release)))
    with refusal(kind):
        mutual_open_release(B, IDS, played.a, played.b.m1, box)


@pytest.mark.parametrize("yes", [False, True])
def test_every_byte_of_what_is_sealed_counts(yes: bool) -> None:
    ids = ["rope"]
    done = play(ids, [True], [yes])
    for at in range(96 + 128):
        box = resealed(B, "and1", flipped(done.b.m1, at))
        with pytest.raises(ProtocolError, match=r"^bad (point|scalar|proof)$"):
            mutual_open_commit(B, ids, box, own_pk=done.a.pk)
    m2 = opened(B, "and2", done.b_release)
    for at in range(64 + 32):
        with pytest.raises(ProtocolError, match=r"^bad (point|scalar|proof)$"):
            mutual_open_release(B, ids, done.a, done.b.m1, resealed(B, "and2", flipped(m2, at)))


def test_every_byte_of_a_box_counts() -> None:
    done = play(["rope"], [True], [True])
    for at in range(len(done.b_commit)):
        with refusal("cannot open"):
            mutual_open_commit(B, ["rope"], flipped(done.b_commit, at), own_pk=done.a.pk)
    for at in range(len(done.b_release)):
        with refusal("cannot open"):
            mutual_open_release(B, ["rope"], done.a, done.b.m1, flipped(done.b_release, at))


@pytest.mark.parametrize("field", ELSEWHERE)
def test_nothing_can_be_carried_elsewhere(played: Played, field: str) -> None:
    """The box does not open there; and whoever has the keys and seals it anew has a proof about another place."""
    elsewhere = replace(B, **{field: ELSEWHERE[field]})
    with refusal("cannot open"):
        mutual_open_commit(elsewhere, IDS, played.b_commit, own_pk=played.a.pk)
    with refusal("cannot open"):
        mutual_open_release(elsewhere, IDS, played.a, played.b.m1, played.b_release)
    with refusal("bad proof"):
        mutual_open_commit(elsewhere, IDS, resealed(elsewhere, "and1", played.b.m1), own_pk=played.a.pk)
    again = resealed(elsewhere, "and2", opened(B, "and2", played.b_release))
    with refusal("bad proof"):
        mutual_open_release(elsewhere, IDS, played.a, played.b.m1, again)


@pytest.mark.parametrize("ids", [[IDS[1], IDS[0], IDS[2]], [*IDS[:2], "candle"]])
def test_a_commit_is_about_these_ids_in_this_order(played: Played, ids: list[str]) -> None:
    with refusal("bad proof"):
        mutual_open_commit(B, ids, played.b_commit, own_pk=played.a.pk)


@pytest.mark.parametrize("ids", [IDS[:2], [*IDS, "one more"]])
def test_a_message_is_about_so_many_ids(played: Played, ids: list[str]) -> None:
    with refusal("bad message"):
        mutual_open_commit(B, ids, played.b_commit, own_pk=played.a.pk)
    with refusal("bad message"):
        mutual_open_release(B, ids, played.a, played.b.m1, played.b_release)


def test_ones_own_commit_is_no_answer(played: Played) -> None:
    with refusal("cannot open"):
        mutual_open_commit(B, IDS, played.a_commit, own_pk=played.a.pk)
    with refusal("bad proof"):
        mutual_open_commit(B, IDS, resealed(B, "and1", played.a.m1), own_pk=b"")
    with refusal("bad scalar"):
        mutual_open_commit(B, IDS, resealed(B, "and1", played.a.m1[:-32] + b"\xff" * 32), own_pk=played.a.pk)


def test_the_own_key_is_refused_even_with_a_proof_that_holds() -> None:
    a = mutual_commit(A, IDS, [True] * 3, stream(b"seed"))
    b = mutual_commit(B, IDS, [False] * 3, stream(b"seed"))
    assert a.state.pk == b.state.pk
    assert mutual_open_commit(B, IDS, b.commit, own_pk=bytes(32)) == b.state.m1
    with refusal("bad proof"):
        mutual_open_commit(B, IDS, b.commit, own_pk=a.state.pk)


def test_a_release_is_against_these_two_commits(played: Played) -> None:
    """Neither an earlier commit of A's nor another one of B's."""
    other_a, other_b = (mutual_commit(turn, IDS, [True] * 3).state for turn in (A, B))
    with refusal("bad proof"):
        mutual_open_release(B, IDS, other_a, played.b.m1, played.b_release)
    same_points = replace(played.a, m1=played.a.m1[:-32] + bytes(32))
    with refusal("bad proof"):
        mutual_open_release(B, IDS, same_points, played.b.m1, played.b_release)
    with refusal("bad proof"):
        mutual_open_release(B, IDS, played.a, other_b.m1, played.b_release)
    with refusal("bad proof"):
        mutual_open_release(B, IDS, played.a, played.b.m1, mutual_release(B, IDS, other_b, played.a.m1))
    with refusal("bad proof"):
        mutual_open_release(B, IDS, played.a, played.b.m1, resealed(B, "and2", opened(A, "and2", played.a_release)))


def test_a_client_that_releases_junk_is_found_out(played: Played) -> None:
    """It would read our answers while we see no match: E_i of another secret, with a proof by the right one."""
    other = mutual_commit(B, IDS, [True] * 3).state
    junk = opened(B, "and2", mutual_release(B, IDS, replace(played.b, a=other.a), played.a.m1))
    with refusal("bad proof"):
        mutual_open_release(B, IDS, played.a, played.b.m1, resealed(B, "and2", junk))


def test_a_match_where_one_said_no_is_an_error(played: Played) -> None:
    assert mutual_open_release(B, IDS, played.a, played.b.m1, played.b_release) == (True, False, False)
    with refusal("bad proof"):
        mutual_open_release(B, IDS, replace(played.a, yes=bytes([0, 1, 0])), played.b.m1, played.b_release)


def test_who_says_yes_to_all_learns_only_what_both_want() -> None:
    """What A gave away for the items that A does not want is nothing that B can compute."""
    wants = [True, False, False]
    done = play(IDS, wants, [True] * 3)
    assert done.matches(IDS) == tuple(wants)
    given_away = opened(A, "and2", done.a_release)[: 32 * 3]
    b = int.from_bytes(done.b.a, "little")
    pk_a, points_a = done.a.pk, done.a.m1[32:128]
    known = [ristretto.times(points_a[at : at + 32], b) for at in (0, 32, 64)]
    known += [ristretto.times(point, b) for point in [pk_a, *mutual.item_points(A, IDS)]]
    assert [given_away[at : at + 32] in known for at in (0, 32, 64)] == wants


def test_a_mixed_point_cannot_be_proved(played: Played) -> None:
    """P = b H + r G would let B read the item and see no match: neither branch of the proof fits."""
    b = int.from_bytes(played.b.a, "little")
    h = mutual.item_points(B, IDS)[0]
    mixed = ristretto.plus(ristretto.times(h, b), ristretto.times_base(5))
    with refusal("bad proof"):
        mutual_open_commit(B, IDS, resealed(B, "and1", played.b.m1[:32] + mixed + played.b.m1[64:]), own_pk=played.a.pk)


def calls(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> list[str]:
    """The names of the group operations in the order in which they were called."""
    made: list[str] = []
    with monkeypatch.context() as patch:
        for name in GROUP:
            real = getattr(pysodium, name)

            def counted(*args: bytes, name: str = name, real: Callable[..., Any] = real) -> Any:
                made.append(name)
                return real(*args)

            patch.setattr(pysodium, name, counted)
        work()
    return made


def test_the_same_work_is_done_whatever_the_answers_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def worked(a: bool, b: bool) -> list[str]:
        return calls(monkeypatch, lambda: play(IDS, [a] * 3, [b] * 3).matches(IDS))

    nothing = worked(False, False)
    assert nothing.count("crypto_scalarmult_ristretto255_base") > 2 * 3 * 3
    assert worked(True, True) == worked(True, False) == nothing
    mixed = calls(monkeypatch, lambda: play(IDS, [True, False, True], [False, True, True]).matches(IDS))
    assert mixed == nothing


def test_as_many_random_bytes_are_drawn_whatever_the_answers_are() -> None:
    def drawn(yes: list[bool]) -> list[int]:
        lengths: list[int] = []

        def random(length: int) -> bytes:
            lengths.append(length)
            return H(u32(len(lengths)))[:length]

        mutual_commit(A, IDS, yes, random)
        return lengths

    assert drawn([True] * 3) == drawn([False] * 3) == drawn([True, False, True])


def test_a_random_scalar_is_never_zero() -> None:
    numbers = iter([bytes(64), ORDER.to_bytes(64, "little"), (ORDER + 7).to_bytes(64, "little")])
    assert ristretto.random_scalar(lambda _: next(numbers)) == 7


def test_sums_may_be_the_identity() -> None:
    zero = ristretto.Sum(bytes(32))
    point = ristretto.to_point(b"x")
    assert ristretto.times_base(0) == ristretto.times(point, 0) == ristretto.minus(point, point) == zero
    assert ristretto.times(zero, 5) == zero
    assert ristretto.plus(point, zero) == bytes(point)
    assert ristretto.times(point, ORDER - 1) == ristretto.minus(zero, point)
    assert ristretto.times_base(2) == ristretto.plus(ristretto.times_base(1), ristretto.times_base(1))


def test_the_points_of_the_items_differ_by_everything_they_stand_for() -> None:
    places = [A, *(replace(A, **{field: value}) for field, value in ELSEWHERE.items())]
    points = [point for place in places for point in mutual.item_points(place, IDS)]
    assert len(set(points)) == len(places) * len(IDS)
    assert mutual.item_points(A, IDS) == mutual.item_points(B, IDS)
    expected = lv_cat("overture1/and/H", A.keys.sid, A.qhash, "curious", u32(1), IDS[2])
    assert mutual.item_points(A, IDS)[2] == ristretto.to_point(expected)
