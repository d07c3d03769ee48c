"""What comes next in one asking of a section, whatever the hub claims; and what is written once."""

from collections.abc import Iterator
from itertools import product
from typing import Any, cast

from overture_partner.model.rounds_flow import Act, Held, next_act
from overture_partner.model.views import RoundView, SectionState, Slots
from overture_partner.storage.records import MemoryStore, Records

OWN = "O" * 43


def everything() -> Iterator[tuple[RoundView, Held, bool, bool]]:
    """Every shape of a round that a hub can show, with every state of one's own records."""
    commits, releases, either = (None, OWN, "X" * 43), (None, "R" * 43), (True, False)
    slots = [Slots(*both) for both in product(commits, releases)]
    views = product(("open", "sealed", "both-sealed", "opened", "broken"), slots, (None, *slots))
    held = [Held(*one) for one in product((None, OWN), either, either, (None, "cannot open"))]
    for (state, mine, theirs), records, may_seal, paused in product(views, held, either, either):
        yield RoundView(round=1, state=cast(SectionState, state), mine=mine, theirs=theirs), records, may_seal, paused


def test_whatever_the_hub_claims() -> None:
    for asked, held, may_seal, paused in everything():
        act = next_act(asked, held, may_seal=may_seal, paused=paused)
        if act is Act.RELEASE:
            assert held.inner, "released without a genuine commit of the partner"
            assert asked.mine.commit == held.commit is not None, "released before one's own commit was stored"
            assert held.broken is None
        if act is Act.COMMIT:
            assert may_seal
            assert held.commit is not None
        if act is Act.OPEN_RELEASE:
            assert held.inner
        if paused:
            assert act in {Act.WAIT, Act.REPORT}
        if held.commit is None or held.opened:
            assert act is Act.WAIT


def test_the_ordinary_way() -> None:
    def act(held: Held, state: Any, mine: Slots, theirs: Slots | None = None) -> Act:
        return next_act(RoundView(round=1, state=state, mine=mine, theirs=theirs), held, may_seal=True, paused=False)

    sealed, both = Slots(OWN), Slots("T" * 43)
    assert act(Held(OWN), "open", Slots()) is Act.COMMIT
    assert act(Held(OWN), "sealed", sealed) is Act.WAIT
    assert act(Held(OWN), "both-sealed", sealed, both) is Act.OPEN_COMMIT
    assert act(Held(OWN, inner=True), "both-sealed", sealed, both) is Act.RELEASE
    released = Slots(OWN, "R" * 43)
    assert act(Held(OWN, inner=True), "both-sealed", released, both) is Act.WAIT
    assert act(Held(OWN, inner=True), "opened", released, Slots("T" * 43, "S" * 43)) is Act.OPEN_RELEASE
    assert act(Held(OWN, broken="cannot open"), "both-sealed", sealed, both) is Act.REPORT
    assert act(Held(OWN, broken="cannot open"), "broken", sealed, both) is Act.WAIT


# The store


def test_a_record_is_written_once_and_found_by_whoever_comes_second() -> None:
    store = MemoryStore()
    first, second = Records(store, "one"), Records(store, "one")
    assert first.insert("seal", b"mine") == b"mine"
    assert second.insert("seal", b"other") == b"mine"
    assert Records(store, "two").get("seal", bytes) is None
    first.clear()
    assert store.records == {}
