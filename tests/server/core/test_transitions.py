"""The tables say all that the rules do, and the page shows the tables."""

from tools.draw_rules import PAGE, page

from overture.core import commands as do
from overture.core.transitions import PAIRING, ROUND


def test_every_stage_that_is_reached_has_a_row() -> None:
    assert {after for row in PAIRING.values() for after in row.values()} <= set(PAIRING)
    assert {after for row in ROUND.values() for stages in row.values() for after in stages} <= set(ROUND)


def test_nothing_leads_out_of_confirmed() -> None:
    assert set(PAIRING["confirmed"].values()) == {"confirmed"}


def test_a_release_is_only_possible_when_both_have_sealed() -> None:
    assert {stage for stage, row in ROUND.items() if do.Release in row} == {"both-sealed", "one-released"}


def test_the_page_shows_the_tables() -> None:
    assert PAGE.read_text() == page(PAGE.read_text()), "run: python tools/draw_rules.py"
