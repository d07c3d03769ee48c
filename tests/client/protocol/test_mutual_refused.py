"""Whatever was altered, carried elsewhere or made up is refused by a phone in a mutual section."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from overture_partner.protocol import mutual
from tests.client.mutual_js_support import open_commit, open_release
from tests.client.protocol_js_support import JavaScript, outcome
from tests.vectors.mutual import (
    ELSEWHERE,
    IDS,
    M1_ALTERATIONS,
    M2_ALTERATIONS,
    A,
    B,
    Played,
    flipped,
    opened,
    play,
    resealed,
    stream,
)


@pytest.fixture(scope="module")
def played() -> Played:
    """A wants the first and the second, B the first and the third."""
    return play(IDS, [True, True, False], [True, False, True])


@pytest.mark.parametrize(("name", "change", "kind"), M1_ALTERATIONS, ids=[name for name, *_ in M1_ALTERATIONS])
def test_an_altered_commit_is_refused(
    js: JavaScript, played: Played, name: str, change: Callable[[bytes], bytes], kind: str
) -> None:
    box = resealed(B, "and1", change(played.b.m1))
    assert open_commit(js, B, IDS, box, played.a.pk) == f"refused: {kind}"


@pytest.mark.parametrize(("name", "change", "kind"), M2_ALTERATIONS, ids=[name for name, *_ in M2_ALTERATIONS])
def test_an_altered_release_is_refused(
    js: JavaScript, played: Played, name: str, change: Callable[[bytes], bytes], kind: str
) -> None:
    box = resealed(B, "and2", change(opened(B, "and2", played.b_release)))
    assert open_release(js, B, IDS, played.a, played.b.m1, box) == f"refused: {kind}"


def test_every_byte_counts_and_both_say_the_same_of_it(js: JavaScript) -> None:
    ids, bad = ["rope"], {"refused: bad point", "refused: bad scalar", "refused: bad proof"}
    done = play(ids, [True], [False])
    a, m1 = done.a, done.b.m1
    for at in range(len(m1)):
        box = resealed(B, "and1", flipped(m1, at))
        refused = open_commit(js, B, ids, box, a.pk)
        assert refused in bad
        assert refused == outcome(partial(mutual.mutual_open_commit, own_pk=a.pk), B, ids, box)
    m2 = opened(B, "and2", done.b_release)
    for at in range(len(m2)):
        box = resealed(B, "and2", flipped(m2, at))
        refused = open_release(js, B, ids, a, m1, box)
        assert refused in bad
        assert refused == outcome(mutual.mutual_open_release, B, ids, a, m1, box)


@pytest.mark.parametrize("at", [0, 1, 32, 33, 64, 65, 100, -17, -16, -1])
def test_an_altered_box_does_not_open(js: JavaScript, played: Played, at: int) -> None:
    def box(sound: bytes) -> bytes:
        return flipped(sound, at % len(sound))

    assert open_commit(js, B, IDS, box(played.b_commit), played.a.pk) == "refused: cannot open"
    refused = open_release(js, B, IDS, played.a, played.b.m1, box(played.b_release))
    assert refused == "refused: cannot open"


@pytest.mark.parametrize("field", ELSEWHERE)
def test_nothing_can_be_carried_elsewhere(js: JavaScript, played: Played, field: str) -> None:
    """The box does not open there; and whoever has the keys and seals it anew has a proof about another place."""
    elsewhere = replace(B, **{field: ELSEWHERE[field]})
    a, m1 = played.a, played.b.m1
    assert open_commit(js, elsewhere, IDS, played.b_commit, a.pk) == "refused: cannot open"
    assert open_release(js, elsewhere, IDS, a, m1, played.b_release) == "refused: cannot open"
    assert open_commit(js, elsewhere, IDS, resealed(elsewhere, "and1", m1), a.pk) == "refused: bad proof"
    again = resealed(elsewhere, "and2", opened(B, "and2", played.b_release))
    assert open_release(js, elsewhere, IDS, a, m1, again) == "refused: bad proof"


def test_a_commit_is_about_these_ids_in_this_order(js: JavaScript, played: Played) -> None:
    swapped = [IDS[1], IDS[0], IDS[2]]
    assert open_commit(js, B, swapped, played.b_commit, played.a.pk) == "refused: bad proof"
    assert open_commit(js, B, [*IDS[:2], "candle"], played.b_commit, played.a.pk) == "refused: bad proof"
    assert open_commit(js, B, IDS[:2], played.b_commit, played.a.pk) == "refused: bad message"
    refused = open_release(js, B, IDS[:2], played.a, played.b.m1, played.b_release)
    assert refused == "refused: bad message"


def test_ones_own_commit_is_no_answer(js: JavaScript, played: Played) -> None:
    assert open_commit(js, B, IDS, played.a_commit, played.a.pk) == "refused: cannot open"
    reflected = resealed(B, "and1", played.a.m1)
    assert open_commit(js, B, IDS, reflected, b"") == "refused: bad proof"
    unread = resealed(B, "and1", played.a.m1[:-32] + b"\xff" * 32)
    assert open_commit(js, B, IDS, unread, played.a.pk) == "refused: bad scalar"
    same_secret = mutual.mutual_commit(B, IDS, [True] * 3, stream(b"seed"))
    assert open_commit(js, B, IDS, same_secret.commit, bytes(32)) == same_secret.state.m1
    assert open_commit(js, B, IDS, same_secret.commit, same_secret.state.pk) == "refused: bad proof"


def test_a_release_is_against_these_two_commits_and_by_the_secret_of_one(js: JavaScript, played: Played) -> None:
    other_a, other_b = (mutual.mutual_commit(turn, IDS, [True] * 3).state for turn in (A, B))
    a, b, box = played.a, played.b, played.b_release
    junk = mutual.mutual_release(B, IDS, replace(b, a=other_b.a), a.m1)
    for state, m1, release in (
        (other_a, b.m1, box),
        (replace(a, m1=a.m1[:-32] + bytes(32)), b.m1, box),
        (a, other_b.m1, box),
        (a, b.m1, mutual.mutual_release(B, IDS, other_b, a.m1)),
        (a, b.m1, resealed(B, "and2", opened(A, "and2", played.a_release))),
        (a, b.m1, junk),
    ):
        assert open_release(js, B, IDS, state, m1, release) == "refused: bad proof"


def test_a_match_where_one_said_no_is_an_error(js: JavaScript, played: Played) -> None:
    box = played.b_release
    assert open_release(js, B, IDS, played.a, played.b.m1, box) == {"matches": [True, False, False]}
    no = replace(played.a, yes=bytes([0, 1, 0]))
    assert open_release(js, B, IDS, no, played.b.m1, box) == "refused: bad proof"
