"""A mutual section in a few words: the one of the set that holds every kind of question (tests/client)."""

from pathlib import Path

from overture_partner.model.answers import Answers
from overture_partner.protocol.mutual import MutualState
from overture_partner.session.participant import Participant
from overture_partner.session.rounds_mutual import MutualRecord

SET = Path(__file__).parents[1] / "client" / "every-kind.toml"
MUTUAL_SECTION = "curious"
IDS = ("rope/a-to-b", "rope/b-to-a", "scarf", "story", "letter/a-to-b", "letter/b-to-a")
"""What is compared in it."""
TIED = ("rope/give", "rope/receive", "scarf")
"""The rows of its first area; the others are in the second."""

COMMIT, RELEASE = 177 + 128 * len(IDS), 145 + 32 * len(IDS)
"""Bytes of its boxes."""


def answers_by_row(**rows: str) -> Answers:
    """Answers by row: `wishes(**{"rope/give": "yes"})`."""
    said = {row: {"level": level} for row, level in rows.items()}
    areas = {"tied": {row: one for row, one in said.items() if row in TIED}}
    areas["told-stories"] = {row: one for row, one in said.items() if row not in TIED}
    return Answers({area: answers for area, answers in areas.items() if answers})


def yes_to(*rows: str) -> Answers:
    return answers_by_row(**dict.fromkeys(rows, "yes"))


def record(me: Participant, number: int = 1) -> MutualRecord:
    """What this participant keeps of its own side."""
    kept = me._records.get(f"mutual/{MUTUAL_SECTION}/{number}", MutualRecord)
    assert kept is not None
    return kept


def secrets(me: Participant, number: int = 1) -> MutualState:
    """The part of it that goes when the matches are known."""
    state = record(me, number).state
    assert state is not None
    return state
