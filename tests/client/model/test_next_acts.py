"""Phone and terminal decide the same in a round and in pairing, whatever the facts. Cases: tests/js, tests/vectors."""

from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.model.next_pairing_act import Holds, next_pairing_act
from overture_partner.model.next_round_act import next_round_act
from overture_partner.model.views import Stage
from tests.support.next_acts import pairing_facts, round_facts
from tests.support.node import PHONE, Node


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


NAMES, RELEASES = st.sampled_from([None, "mine", "another"]), st.sampled_from([None, "released"])
SLOTS = some(commit=NAMES, release=RELEASES)
ROUNDS = some(
    held=some(
        commit=NAMES,
        **{name: st.booleans() for name in ("inner", "released", "opened", "seen", "burnt")},
        broken=st.sampled_from([None, "cannot open"]),
    ),
    shown=st.fixed_dictionaries(
        {"mine": SLOTS},
        optional={"theirs": SLOTS, "broken": some(by=st.sampled_from(["me", "them"]), after=st.booleans())},
    ),
    **{name: st.booleans() for name in ("mutual", "paused", "scene", "ready", "newest")},
)
LOCATORS = st.sampled_from(["HRWE", "7KQ2"])
PAIRINGS = some(
    role=st.sampled_from("AB"),
    holds=st.sampled_from(get_args(Holds)),
    paired=st.booleans(),
    locator=LOCATORS,
    secret=st.booleans(),
    tries=st.integers(0, 4),
    m1=NAMES,
    m2=NAMES,
    shown=st.none() | some(stage=st.sampled_from(get_args(Stage)), locator=LOCATORS, m1=NAMES, m2=NAMES, m3=RELEASES),
)


@settings(max_examples=2000)
@given(ROUNDS)
def test_phone_and_terminal_come_to_the_same_in_a_round(node: Node, facts: dict[str, Any]) -> None:
    assert node.call(f"{PHONE}/model/next-round-act", "nextRoundAct", facts) == next_round_act(round_facts(facts))


@settings(max_examples=2000)
@given(PAIRINGS)
def test_phone_and_terminal_come_to_the_same_in_pairing(node: Node, facts: dict[str, Any]) -> None:
    assert node.call(f"{PHONE}/model/next-pairing-act", "nextPairingAct", facts) == next_pairing_act(
        pairing_facts(facts)
    )
