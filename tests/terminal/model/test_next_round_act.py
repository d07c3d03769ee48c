"""What comes next in one asking of a section, whatever the hub claims; and what is written once."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from overture_partner.model.next_round_act import Held, RoundFacts, next_round_act
from overture_partner.model.views import Broken, RoundView, Slots
from overture_partner.storage.records import MemoryStore, Records
from tests.support.next_acts import act_cases, round_facts

OWN = "O" * 43


@pytest.mark.parametrize(("facts", "act"), act_cases("rounds.json"))
def test_each_case_of_a_round(facts: dict[str, Any], act: str) -> None:
    assert next_round_act(round_facts(facts)) == act


def everything() -> Iterator[RoundFacts]:
    """Every shape of a round that a hub can show, with every state of one's own records."""
    commits, releases, either = (None, OWN, "X" * 43), (None, "R" * 43), (True, False)
    slots = [Slots(*both) for both in product(commits, releases)]
    shown = [
        RoundView(round=1, state="open", mine=mine, theirs=theirs, broken=broken)
        for mine, theirs, broken in product(slots, (None, *slots), (None, Broken("them", after=True)))
    ]
    held = [Held(*each) for each in product((None, OWN), either, either, either, either, (None, "bad"), either)]
    for records, asked, *now in product(held, shown, either, either, either):
        mutual, paused, scene = now
        yield RoundFacts(
            held=records, shown=asked, mutual=mutual, paused=paused, scene=scene, ready=not scene, newest=not mutual
        )


def test_whatever_the_hub_claims() -> None:
    for facts in everything():
        act, held, shown = next_round_act(facts), facts.held, facts.shown
        if act == "commit":
            assert held.commit is not None
            assert facts.ready
            assert facts.newest
            assert not facts.scene
        if act in {"release", "open-commit", "open-release"}:
            assert shown.mine.commit == held.commit is not None, "released before one's own commit was stored"
            assert held.broken is None
            assert not held.burnt
        if act == "release":
            assert held.inner, "released without a genuine commit of the partner"
            assert shown.broken is None
        if act == "open-release":
            assert held.inner
            assert held.released
        if facts.paused:
            assert act in {"nothing", "report", "shut", "elsewhere"} or (act == "open-release" and held.seen)
        if held.opened:
            assert act == "nothing"


# The store


def test_a_record_is_written_once_and_found_by_whoever_comes_second() -> None:
    store = MemoryStore()
    first, second = Records(store, "one"), Records(store, "one")
    assert first.insert("seal", b"mine") == b"mine"
    assert second.insert("seal", b"other") == b"mine"
    assert Records(store, "two").get("seal", bytes) is None
    first.clear()
    assert store.records == {}
