"""Boxes at hand are those of one session, as they stand on the wire, and never more than so many."""

import pytest

from overture.core import encoding
from overture.core.commands import Blob
from overture.realtime import box_cache
from overture.realtime.box_cache import BoxCache


def test_a_box_is_at_hand_until_it_is_let_go() -> None:
    kept, box = BoxCache(), Blob.from_text("_wA")
    kept.add("x", {box.digest: box})
    assert kept.get("x") == {encoding.digest(b"\xff\x00"): "_wA"}
    assert kept.get("y") == {}
    kept.discard("x", [box.digest])
    assert kept.get("x") == {}


def test_what_was_longest_without_a_new_box_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = BoxCache()
    monkeypatch.setattr(box_cache, "MAX_SIZE", 5 * 4)
    for n in range(10):
        box = Blob(bytes([n] * 3))
        # The first session goes on talking.
        for id in ("first", f"other {n}"):
            kept.add(id, {box.digest: box})
            kept.discard("first", list(kept.get("first"))[:-1])
    assert len(kept.get("first")) == 1
    assert [n for n in range(10) if kept.get(f"other {n}")] == [6, 7, 8, 9]


def test_a_session_that_has_ended_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, box = BoxCache(), Blob(b"abc")
    monkeypatch.setattr(box_cache, "MAX_SIZE", 4)
    kept.add("x", {box.digest: box})
    kept.evict("x")
    kept.evict("x")
    kept.add("y", {box.digest: box})
    assert kept.get("y")
