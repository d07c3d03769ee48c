"""The tables say all that the rules do, and the page shows the tables."""

from tools.draw_rules import PAGE, page

from overture.core import commands as do
from overture.core.transitions import PAIRING, ROUND, SCENE


def test_every_stage_that_is_reached_has_a_row() -> None:
    assert {after for row in PAIRING.values() for after in row.values()} <= set(PAIRING)
    for table in (ROUND, SCENE):
        assert {after for row in table.values() for stages in row.values() for after in stages} <= set(table)


def test_nothing_leads_out_of_confirmed() -> None:
    assert set(PAIRING["confirmed"].values()) == {"confirmed"}


def test_a_release_is_only_possible_when_both_have_sealed() -> None:
    assert {stage for stage, row in ROUND.items() if do.Release in row} == {"both-sealed", "one-released"}


def test_a_scene_runs_only_by_beginning_it_and_stops_only_by_a_pause() -> None:
    leading = {(kind, after) for row in SCENE.values() for kind, stages in row.items() for after in stages}
    assert {kind for kind, after in leading if after == "running"} == {do.BeginScene, do.SceneOver}
    assert {stage for stage, row in SCENE.items() if "running" in row.get(do.SceneOver, ())} == {"running"}
    assert "running" not in SCENE["stopped"][do.PauseNow]
    assert SCENE["running"][do.PauseNow] == ("stopped",)


def test_the_page_shows_the_tables() -> None:
    assert PAGE.read_text() == page(PAGE.read_text()), "run: .venv/bin/python -m tools.draw_rules"
