"""The checker of histories finds each thing that a hub could do wrong, and nothing in what a faithful one does."""

from typing import Any

import msgspec
import pytest

from overture_partner.model.views import View
from tests.faults.history import Answered, Event, Read, Said, Seen, problems

PLACE = {"chapter": "set", "section": "limits", "round": 1}


def view(
    v: int = 1, *, notices: tuple[Any, Any] = ((), ()), paused: dict[str, Any] | None = None, **section: Any
) -> View:
    """A view with one section, in which nothing has happened except for what is given."""
    shown = {"id": "limits", "reveal": "both", "pad": 4096, "round": 1, "state": "open", **section}
    chapter = {"qhash": "set", "notices": {"mine": notices[0], "theirs": notices[1]}, "sections": [shown]}
    given = {"v": v, "role": "A", "phase": "talking", "expires": 0, "paused": paused or {}, "chapters": [chapter]}
    return msgspec.convert(given, View)


def slots(commit: str | None = None, release: str | None = None) -> dict[str, str | None]:
    return {"commit": commit, "release": release}


def note(n: int, by: str, box: str, before: str | None = None) -> dict[str, Any]:
    return {"n": n, "by": by, "box": box, "before": before}


def settled(n: int, box: str) -> dict[str, Any]:
    return {"n": n, "note": "note", "yes": True, "box": box}


OPENED_A: dict[str, Any] = {"mine": slots("ca", "ra"), "theirs": slots("cb", "rb"), "state": "opened"}
OPENED_B: dict[str, Any] = {"mine": slots("cb", "rb"), "theirs": slots("ca", "ra"), "state": "opened"}
NOTED_A: dict[str, Any] = {**OPENED_A, "note": note(1, "me", "n1"), "settled": {"them": settled(1, "s1")}}
NOTED_B: dict[str, Any] = {**OPENED_B, "note": note(1, "them", "n1"), "settled": {"me": settled(1, "s1")}}

GOOD: list[Event] = [
    Seen("A", view(1)),
    Seen("B", view(1)),
    Said("A", 1, "commit", PLACE, "ca"),
    Seen("A", view(2, mine=slots("ca"), state="sealed")),
    Answered("A", 1),
    Said("B", 1, "commit", PLACE, "cb"),
    Seen("B", view(2, mine=slots("cb"), theirs=slots("ca"), state="both-sealed"), frozenset({"ca", "cb"})),
    Answered("B", 1),
    Said("B", 2, "release", PLACE, "rb"),
    Seen("A", view(3, mine=slots("ca"), theirs=slots("cb"), state="both-sealed"), frozenset({"cb"})),
    Said("A", 2, "release", PLACE, "ra"),
    Seen("B", view(3, mine=slots("cb", "rb"), theirs=slots("ca"), state="both-sealed")),
    Answered("B", 2),
    Seen("B", view(4, **OPENED_B), frozenset({"ra"})),
    Seen("A", view(4, **OPENED_A), frozenset({"rb"})),
    Answered("A", 2),
    Read("A", "limits", 1, b"hers", b"his"),
    Read("B", "limits", 1, b"his", b"hers"),
    Said("A", 3, "note", {"chapter": "set", "section": "limits", "n": 1}, "n1"),
    Seen("A", view(5, **{**OPENED_A, "note": note(1, "me", "n1")})),
    Answered("A", 3),
    Seen("B", view(5, **{**OPENED_B, "note": note(1, "them", "n1")})),
    Said("B", 3, "settle", {"chapter": "set", "section": "limits", "n": 1}, "s1"),
    Seen("B", view(6, **NOTED_B)),
    Answered("B", 3),
    Said("B", 4, "notice", {"chapter": "set", "n": 1}, "w1"),
    Seen("B", view(7, **NOTED_B, notices=(("w1",), ()))),
    Answered("B", 4),
    Said("A", 4, "pause", {"pause": "p"}),
    Seen("A", view(6, **NOTED_A, notices=((), ("w1",)), paused={"me": "p"})),
    Answered("A", 4),
    Seen("B", view(8, **NOTED_B, notices=(("w1",), ()), paused={"them": True})),
    Said("A", 5, "resume", {"pause": "p"}),
    Seen("A", view(7, **NOTED_A, notices=((), ("w1",)))),
    Answered("A", 5),
    Seen("B", view(9, **NOTED_B, notices=(("w1",), ()))),
]  # fmt: skip
LAST_A, LAST_B = (next(e for e in reversed(GOOD) if isinstance(e, Seen) and e.who == who).view for who in "AB")
NOTICED: dict[str, Any] = {"notices": (("w1",), ())}


def test_a_faithful_hub_is_believed() -> None:
    assert problems(GOOD) == []


def found(*then: Event, at: int | None = None) -> str:
    """What the checker says when `then` follows on the good history, or on its first `at` events."""
    return "\n".join(problems([*GOOD[:at], *then]))


@pytest.mark.parametrize(
    ("lost", "shown"),
    [
        ("A: commit 1", {"mine": slots(None), "theirs": slots("cb")}),
        ("A: commit 1", {**NOTED_A, "mine": slots("other", "ra")}),
        ("A: release 2", {**NOTED_A, "mine": slots("ca", None)}),
        ("A: note 3", {**NOTED_A, "note": None}),
        ("A: note 3", {**NOTED_A, "note": note(1, "them", "other")}),
    ],
)
def test_what_was_acknowledged_and_is_missing_later_is_lost(lost: str, shown: dict[str, Any]) -> None:
    assert f"{lost} was acknowledged and is lost" in found(Seen("A", view(20, **shown)))


@pytest.mark.parametrize(
    ("lost", "shown"),
    [
        ("B: settle 3", {**NOTED_B, **NOTICED, "settled": {}}),
        ("B: settle 3", {**NOTED_B, **NOTICED, "settled": {"me": settled(1, "other")}}),
        ("B: notice 4", NOTED_B),
        ("B: notice 4", {**NOTED_B, "notices": (("other",), ())}),
    ],
)
def test_so_are_settlements_and_notices(lost: str, shown: dict[str, Any]) -> None:
    assert f"{lost} was acknowledged and is lost" in found(Seen("B", view(20, **shown)))


def test_a_pause_that_was_acknowledged_may_not_end_by_itself() -> None:
    during = next(i for i, event in enumerate(GOOD) if event == Answered("A", 4)) + 1
    assert "pause 4 was acknowledged and is lost" in found(Seen("A", LAST_A), at=during)


def test_a_request_for_a_new_round_and_being_ready_may_not_be_forgotten() -> None:
    again = Said("A", 9, "again", {"chapter": "set", "section": "limits", "round": 2})
    assert "again 9 was acknowledged and is lost" in found(again, Answered("A", 9), Seen("A", LAST_A))
    taken_back = Said("A", 10, "not-again", dict(again.fields))
    assert "again" not in found(again, Answered("A", 9), taken_back, Seen("A", LAST_A))
    assert "ready 9" in found(Said("A", 9, "ready", {}), Answered("A", 9), Seen("A", LAST_A))


def test_a_newer_note_stands_for_an_older_one_and_a_newer_settlement_too() -> None:
    newer = {**NOTED_A, "note": note(2, "them", "n2", "n1")}
    also = {**NOTED_B, **NOTICED, "note": note(2, "me", "n2", "n1"), "settled": {"me": settled(2, "s2")}}
    newer["settled"] = {"them": settled(2, "s2")}
    assert found(Seen("A", view(20, **newer, notices=((), ("w1",)))), Seen("B", view(20, **also))) == ""


def test_an_answer_to_nothing_is_told() -> None:
    assert "9 was acknowledged and never said" in found(Answered("A", 9))


def test_one_box_in_two_places_was_applied_twice() -> None:
    assert "one box stands at" in found(Seen("B", view(20, **NOTED_B, notices=(("w1", "w1"), ()))))
    twice = {**NOTED_A, "note": note(2, "me", "n1", "n1")}
    assert "one box stands at" in found(Seen("A", view(20, **twice, notices=((), ("w1",)))))


def test_a_place_that_changes_its_box_is_told() -> None:
    other = {**NOTED_B, **NOTICED, "theirs": slots("other", "ra")}
    assert "held one box and then another" in found(Seen("B", view(20, **other)))


def test_a_seal_that_is_shown_before_ones_own_is_early() -> None:
    shown = Seen("B", view(2, theirs=slots("ca")))
    assert "B: limits 1 shows the partner's seal before one's own" in found(shown, at=5)
    assert "B: the partner's commit of limits 1 came before one's own" in found(
        Seen("B", view(2), frozenset({"ca"})), at=5
    )


def test_a_release_that_is_shown_before_ones_own_is_early() -> None:
    until = next(i for i, e in enumerate(GOOD) if isinstance(e, Said) and (e.who, e.do) == ("A", "release"))
    shown: dict[str, Any] = {"mine": slots("ca"), "theirs": slots("cb", "rb"), "state": "both-sealed"}
    assert "A: limits 1 shows the partner's release before one's own" in found(Seen("A", view(4, **shown)), at=until)
    carried = Seen("A", view(4, mine=slots("ca"), theirs=slots("cb")), frozenset({"rb"}))
    assert "the partner's release of limits 1 came before one's own" in found(carried, at=until)
    assert "was read before A released it" in found(Read("A", "limits", 1, b"hers", b"his"), at=until)


@pytest.mark.parametrize(
    ("what", "older"),
    [
        ("edition", view(1, **NOTED_A, notices=((), ("w1",)))),
        ("note", view(20, **{**NOTED_A, "note": None}, notices=((), ("w1",)))),
        ("settled", view(20, **{**NOTED_A, "settled": {}}, notices=((), ("w1",)))),
    ],
)
def test_numbers_that_fall_are_told(what: str, older: View) -> None:
    assert what in "".join(line for line in problems([*GOOD, Seen("A", older)]) if " fell from " in line)


def test_what_is_sealed_or_opened_during_a_pause_is_told() -> None:
    during = next(i for i, event in enumerate(GOOD) if event == Answered("A", 4)) + 1
    late = Said("B", 9, "commit", {**PLACE, "round": 2}, "c2")
    assert "B: commit 9 was accepted during a pause" in found(late, Answered("B", 9), at=during)
    assert "during a pause" not in found(late, Answered("B", 9, "paused"), at=during)
    assert "during a pause" not in found(late, Said("A", 5, "resume", {"pause": "p"}), Answered("B", 9), at=during)
    # What was on its way when the pause came may still arrive.
    assert "during a pause" not in "\n".join(problems([late, *GOOD[:during], Answered("B", 9)]))


def test_what_was_read_must_be_what_was_sealed() -> None:
    until = next(i for i, event in enumerate(GOOD) if isinstance(event, Read)) + 1
    other = Read("B", "limits", 1, b"his", b"something else")
    assert "what was read is not what was sealed" in found(other, at=until)
    assert "was read in two ways" in found(Read("A", "limits", 1, b"hers", b"now this"))


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("paused", view(20, **NOTED_A, notices=((), ("w1",)), paused={"them": True})),
        ("notices", view(20, **NOTED_A, notices=((), ("w1", "w2")))),
        ("limits: round", view(20, **{**NOTED_A, "round": 2, "mine": slots(), "theirs": None}, notices=((), ("w1",)))),
        ("limits: round 1", view(20, **{**NOTED_A, "theirs": slots("cb")}, notices=((), ("w1",)))),
        ("limits: note", view(20, **{**NOTED_A, "note": note(2, "me", "n2", "n1")}, notices=((), ("w1",)))),
        ("limits: settled", view(20, **{**NOTED_A, "settled": {"them": settled(2, "s2")}}, notices=((), ("w1",)))),
        ("limits: again", view(20, **{**NOTED_A, "again": {"me": True}}, notices=((), ("w1",)))),
    ],
)
def test_two_who_see_another_end_are_told_apart(what: str, shown: View) -> None:
    assert f"in the end the two see another {what}" in problems([*GOOD, Seen("A", shown)])
