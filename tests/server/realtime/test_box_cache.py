"""Boxes at hand are those of one session, as they stand on the wire, and never more than so many."""

import pytest

from overture.core import encoding
from overture.core.commands import Blob
from overture.realtime import box_cache
from overture.realtime.box_cache import AtHand


def test_a_box_is_at_hand_until_it_is_let_go() -> None:
    kept, box = AtHand(), Blob.read("_wA")
    kept.keep("x", {box.digest: box})
    assert kept.of("x") == {encoding.digest(b"\xff\x00"): "_wA"}
    assert kept.of("y") == {}
    kept.let_go("x", [box.digest])
    assert kept.of("x") == {}


def test_what_was_longest_without_a_new_box_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = AtHand()
    monkeypatch.setattr(box_cache, "MOST", 5 * 4)
    for n in range(10):
        box = Blob(bytes([n] * 3))
        # The first session goes on talking.
        for id in ("first", f"other {n}"):
            kept.keep(id, {box.digest: box})
            kept.let_go("first", list(kept.of("first"))[:-1])
    assert len(kept.of("first")) == 1
    assert [n for n in range(10) if kept.of(f"other {n}")] == [6, 7, 8, 9]


def test_a_session_that_has_ended_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, box = AtHand(), Blob(b"abc")
    monkeypatch.setattr(box_cache, "MOST", 4)
    kept.keep("x", {box.digest: box})
    kept.forget("x")
    kept.forget("x")
    kept.keep("y", {box.digest: box})
    assert kept.of("y")
