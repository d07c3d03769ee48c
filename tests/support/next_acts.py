"""The cases of what comes next (rounds.json, pairing.json and moving.json in tests/vectors), each with all facts."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from overture_partner.model.next_pairing_act import PairingFacts
from overture_partner.model.next_round_act import Held, RoundFacts
from overture_partner.model.views import PairingView, RoundView

VECTORS = Path(__file__).parents[1] / "vectors"


def act_cases(file: str) -> list[Any]:
    """Each case as a parameter: its facts, and the act that follows from them. What a case leaves out is as usual."""
    vectors = json.loads((VECTORS / file).read_text("utf-8"))
    return [
        pytest.param(facts, case["act"], id=case["name"])
        for case in vectors["cases"]
        for facts in _kinds(_filled(vectors["usual"], case["facts"]), file)
    ]


def _filled(usual: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """The usual facts with those of a case in their place, one level into `held` and `shown` as well."""
    inner = {
        name: {**usual[name], **facts[name]}
        for name in ("held", "shown")
        if isinstance(usual.get(name), dict) and isinstance(facts.get(name), dict)
    }
    return {**usual, **facts, **inner}


def _kinds(facts: dict[str, Any], file: str) -> list[dict[str, Any]]:
    """What is said of no kind of section holds for both."""
    if file != "rounds.json" or "mutual" in facts:
        return [facts]
    return [{**facts, "mutual": mutual} for mutual in (False, True)]


def round_facts(facts: dict[str, Any]) -> RoundFacts:
    """The facts of a case as the terminal has them; no rule reads `round` and `state`."""
    shown = msgspec.convert({"round": 1, "state": "open", **facts["shown"]}, RoundView)
    return RoundFacts(**{**facts, "held": Held(**facts["held"]), "shown": shown})


def pairing_facts(facts: dict[str, Any]) -> PairingFacts:
    """The facts of a case as the terminal has them."""
    return PairingFacts(**{**facts, "shown": msgspec.convert(facts["shown"], PairingView | None)})
