"""What comes next in pairing, for either role, whatever the hub shows."""

from itertools import product
from typing import Any, get_args

import pytest

from overture_partner.model.next_pairing_act import MOST_TRIES, Holds, PairingFacts, next_pairing_act
from overture_partner.model.views import PairingView, Stage
from tests.support.next_acts import act_cases, pairing_facts

MAKING = {"make-m1", "make-m2", "check-m2", "check-m3", "spend", "start-anew", "fail"}


@pytest.mark.parametrize(("facts", "act"), act_cases("pairing.json"))
def test_each_case_of_pairing(facts: dict[str, Any], act: str) -> None:
    assert next_pairing_act(pairing_facts(facts)) == act


def test_whatever_the_hub_claims() -> None:
    messages, locators = (None, "own", "another"), ("HRWE", "7KQ2")
    lobbies = [
        PairingView(stage, locator, m1, m2, m3)
        for stage, locator, m1, m2, m3 in product(get_args(Stage), locators, messages, messages, (None, "m3"))
    ]
    for holds, shown, tries, paired in product(get_args(Holds), lobbies, range(MOST_TRIES + 1), (False, True)):
        for role in ("A", "B"):
            facts = PairingFacts(
                role="A" if role == "A" else "B", holds=holds, paired=paired, locator="HRWE", secret=True, tries=tries,
                m1="own", m2="own", shown=shown,
            )  # fmt: skip
            act = next_pairing_act(facts)
            if act in {"make-m1", "make-m2"}:
                assert tries < MOST_TRIES, "a guess too many"
            if paired:
                assert act not in MAKING, "paired is final"
            if act == "start-anew":
                assert holds == "renewing", "no code without its person"
            if holds == "spent":
                assert act in {"nothing", "reject"}
