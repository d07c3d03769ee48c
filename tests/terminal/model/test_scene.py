"""The scene of a seat: the cases of scene.json, and what holds whatever a hub shows."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from overture_partner.model.scene import SceneRecord, begun, joined, over, shown, stopped, taken_back
from overture_partner.model.views import Begin, Scene
from tests.support.scene_steps import CASES, scene_after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case_of_a_scene(case: dict[str, Any]) -> None:
    assert scene_after(case["steps"]) == [case["shown"], case["forgotten"]]


class LyingHub(RuleBasedStateMachine):
    """A hub that shows any scene at any time to a person who begins, pauses and says that it is over."""

    def __init__(self) -> None:
        super().__init__()
        self.record, self.newest = SceneRecord(), Scene()
        self.consented: int | None = None
        """The scene that this person has begun and not stopped since."""
        self.closed = True
        """Whether this person has said of the last scene that was shown that it is over."""

    @rule(
        state=st.sampled_from(["none", "asked", "running", "stopped"]),
        n=st.integers(0, 3),
        me=st.booleans(),
        them=st.booleans(),
        is_over=st.booleans(),
    )
    def shows(self, *, state: Any, n: int, me: bool, them: bool, is_over: bool) -> None:
        self.newest = Scene(state, n, Begin(me, them), is_over)
        before = self.record
        self.record = joined(before, self.newest)
        if self.record.n != before.n or (before.state == "none" and self.record.state != "none"):
            self.closed = False

    @rule(n=st.integers(1, 3))
    def begins(self, n: int) -> None:
        self.record, self.consented = begun(self.record, n), n

    @rule()
    def takes_it_back(self) -> None:
        self.record = taken_back(self.record)
        if self.record.state != "running":
            self.consented = None

    @rule()
    def pauses(self) -> None:
        self.record, self.consented = stopped(self.record), None

    @rule()
    def says_that_it_is_over(self) -> None:
        self.record, self.closed = over(self.record), True

    @invariant()
    def it_runs_only_if_its_person_has_begun_it_and_not_stopped_it(self) -> None:
        if shown(self.record, self.newest).state == "running":
            assert self.consented is not None

    @invariant()
    def it_is_not_over_before_its_person_has_said_so(self) -> None:
        if not self.closed:
            assert shown(self.record, self.newest).goes_on


TestLyingHub = LyingHub.TestCase
