"""A phone and a terminal find in a mutual section what both want."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.protocol import mutual, ristretto
from overture_partner.protocol.pairing import Role
from tests.client.mutual_js_support import open_commit, turn_js
from tests.client.protocol_js_support import JavaScript
from tests.vectors.javascript import FOLDERS
from tests.vectors.mutual import IDS, ORDER, TURNS, A, B, opened, stream

MUTUAL = FOLDERS["static"] / "js" / "protocol" / "mutual.js"


def phone_and_terminal(js: JavaScript, phone: Role, ids: list[str], on_phone: list[bool], here: list[bool]) -> Any:
    """The matches, as a phone and a terminal find them, after every box went through both."""
    own, peer = TURNS[phone], TURNS["B" if phone == "A" else "A"]
    mine = js.call("mutual", "mutualCommit", turn_js(own), ids, on_phone)
    theirs = mutual.mutual_commit(peer, ids, here)
    state = mine["state"]

    m1 = mutual.mutual_open_commit(own, ids, mine["commit"], own_pk=theirs.state.pk)
    assert m1 == state["m1"]
    assert open_commit(js, peer, ids, theirs.commit, state["pk"]) == theirs.state.m1

    released = js.call("mutual", "mutualRelease", turn_js(own), ids, state, theirs.state.m1)
    box = mutual.mutual_release(peer, ids, theirs.state, m1)
    assert (len(mine["commit"]), len(released)) == (177 + 128 * len(ids), 145 + 32 * len(ids))
    matches = mutual.mutual_open_release(own, ids, theirs.state, m1, released)
    there = js.call("mutual", "mutualOpenRelease", turn_js(peer), ids, state, theirs.state.m1, box)
    assert there == {"matches": list(matches)}
    return matches


answers = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4)


@given(st.sampled_from(["A", "B"]), answers)
@settings(max_examples=15)
def test_a_phone_and_a_terminal_find_what_both_want(
    js: JavaScript, phone: Role, pairs: list[tuple[bool, bool]]
) -> None:
    ids = [f"item-{number}" for number in range(len(pairs))]
    matches = phone_and_terminal(js, phone, ids, [mine for mine, _ in pairs], [theirs for _, theirs in pairs])
    assert matches == tuple(mine and theirs for mine, theirs in pairs)


@pytest.mark.parametrize("n", [1, 64])
def test_the_smallest_and_the_largest_section(js: JavaScript, n: int) -> None:
    ids = [f"item-{number}" for number in range(n)]
    matches = phone_and_terminal(js, "A", ids, [i % 2 == 0 for i in range(n)], [i % 3 == 0 for i in range(n)])
    assert matches == tuple(i % 6 == 0 for i in range(n))


def test_both_make_the_same_bytes_of_the_same_random_numbers(js: JavaScript) -> None:
    here, there = (
        mutual.mutual_commit(turn, IDS, yes, stream(seed))
        for turn, yes, seed in ((A, [True, False, True], b"one"), (B, [False, True, True], b"two"))
    )
    a_release = mutual.mutual_release(A, IDS, here.state, there.state.m1, stream(b"three"))
    made = js.composed("committedAndReleased", turn_js(A), IDS, [True, False, True], there.state.m1)
    assert made == {"state": vars(here.state), "commit": here.commit, "release": a_release}


def test_who_says_yes_to_all_learns_only_what_both_want(js: JavaScript) -> None:
    """What the phone gave away for the items that it does not want is nothing that B can compute."""
    wants = [True, False, False]
    mine = js.call("mutual", "mutualCommit", turn_js(A), IDS, wants)
    b = mutual.mutual_commit(B, IDS, [True] * 3).state
    release = js.call("mutual", "mutualRelease", turn_js(A), IDS, mine["state"], b.m1)
    given_away = opened(A, "and2", release)[:96]
    points = [mine["state"]["m1"][at : at + 32] for at in (0, 32, 64, 96)] + [*mutual.item_points(A, IDS)]
    known = [ristretto.times(point, int.from_bytes(b.a, "little")) for point in points]
    assert [given_away[at : at + 32] in known for at in (0, 32, 64)] == wants


def test_secrets_are_multiplied_in_steps_that_do_not_depend_on_them() -> None:
    """Sealing and releasing use the faster multiplication only for the weights, which both sides come to know."""
    text = MUTUAL.read_text(encoding="utf-8")
    parts = re.split(r"^(?:export )?(?:function|const) ", text, flags=re.MULTILINE)
    fast = {part.split("(")[0].split(" ")[0] for part in parts if "publicTimes(" in part}
    assert fast == {"mutualOpenCommit", "unhide", "weighted", "mutualOpenRelease"}


@pytest.mark.parametrize("number", [0, 1, ORDER - 1, ORDER, ORDER + 5, 2**512 - 1])
def test_numbers_are_read_and_written_as_in_the_terminal(js: JavaScript, number: int) -> None:
    written = js.composed("reduced", number.to_bytes(64, "little"))
    assert written == ristretto.encode_scalar(number % ORDER)
