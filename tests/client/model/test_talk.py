"""Phone and terminal see the same of a talk, in whichever order its boxes come. Cases: tests/js, tests/vectors."""

import dataclasses
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.model.talk import Talks, shared, stepped
from overture_partner.protocol.pairing import Role
from overture_partner.protocol.talk import MAX_TIME, PointMark, Talk
from tests.support.node import SUPPORT, Node

POINTS = ("k3J9xQ2a", "Zz-_0123", "toString")
UNMOVED: dict[Role, Talk] = {"A": Talk(), "B": Talk()}
times = st.integers(1, 4) | st.just(MAX_TIME)
points = st.sampled_from(POINTS)
marks = st.sampled_from(get_args(PointMark))
roles = st.sampled_from(("A", "B"))
any_talks = st.builds(
    Talk,
    st.none() | st.tuples(times, points | st.just("end")),
    st.dictionaries(points, st.tuples(times, marks), max_size=3),
)
limits = st.dictionaries(points, roles, max_size=3)
steps = st.lists(
    st.tuples(roles, st.none() | points | st.just("end"), st.none() | st.tuples(points, marks)), max_size=8
)


def as_json(talks: Talks) -> dict[str, Any]:
    return {seat: talk.as_json() for seat, talk in talks.items()}


@settings(max_examples=150)
@given(any_talks, any_talks, limits)
def test_phone_and_terminal_see_the_same(node: Node, a: Talk, b: Talk, whose: dict[str, Role]) -> None:
    found = shared({"A": a, "B": b}, whose)
    assert node.call(f"{SUPPORT}/talk", "bothSee", as_json({"A": a, "B": b}), whose) == dataclasses.asdict(found)


@settings(max_examples=100)
@given(any_talks, any_talks, roles, st.none() | points | st.just("end"), st.none() | st.tuples(points, marks))
def test_phone_and_terminal_take_the_same_step(
    node: Node, a: Talk, b: Talk, role: Role, move: str | None, mark: tuple[str, str] | None
) -> None:
    after = stepped({"A": a, "B": b}, role, move, mark)
    there = node.call(f"{SUPPORT}/talk", "takes", as_json({"A": a, "B": b}), role, move, mark)
    assert there == {"at": after.at and list(after.at), "marks": {p: list(m) for p, m in after.marks.items()}}


@given(steps, limits, st.randoms(use_true_random=False))
def test_the_order_in_which_boxes_come_does_not_matter(
    taken: list[tuple[Role, str | None, tuple[str, str] | None]], whose: dict[str, Role], random: Any
) -> None:
    """Each seat makes its steps on what it has seen so far. In the end both have the newest box of each."""
    made: dict[Role, list[Talk]] = {"A": [Talk()], "B": [Talk()]}
    seen = dict.fromkeys(UNMOVED, 0)
    for role, move, mark in taken:
        other: Role = "B" if role == "A" else "A"
        seen[role] = random.randint(seen[role], len(made[other]) - 1)
        at_hand: Talks = {role: made[role][-1], other: made[other][seen[role]]}
        made[role].append(stepped(at_hand, role, move, mark))
    final = shared({"A": made["A"][-1], "B": made["B"][-1]}, whose)
    boxes = [(seat, n, talk) for seat in UNMOVED for n, talk in enumerate(made[seat])]
    random.shuffle(boxes)
    newest = {seat: (-1, Talk()) for seat in UNMOVED}
    for seat, n, talk in boxes:
        newest[seat] = max(newest[seat], (n, talk), key=lambda numbered: numbered[0])
    assert shared({seat: talk for seat, (_, talk) in newest.items()}, whose) == final


@given(any_talks, any_talks, roles, points, limits)
def test_what_one_seat_does_last_is_what_both_see(
    a: Talk, b: Talk, role: Role, point: str, whose: dict[str, Role]
) -> None:
    talks: dict[Role, Talk] = {"A": a, "B": b}
    if any(
        time == MAX_TIME
        for talk in talks.values()
        for time in [*(m[0] for m in talk.marks.values()), *(talk.at or ())[:1]]
    ):
        return
    talks[role] = stepped(talks, role, "end", (point, "later"))
    found = shared(talks, whose)
    assert (found.at, found.marks[point]) == ("end", "later")


@given(any_talks, any_talks, limits)
def test_nobody_confirms_the_limits_of_the_other(a: Talk, b: Talk, whose: dict[str, Role]) -> None:
    for point, mark in shared({"A": a, "B": b}, whose).marks.items():
        if mark in {"yes", "not-quite"}:
            owner = {"A": a, "B": b}[whose[point]]
            assert owner.marks[point][1] == mark
