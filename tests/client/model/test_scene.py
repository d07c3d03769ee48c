"""Phone and terminal know the same of a scene, whatever is done and shown. Cases: tests/vectors/scene.json."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.node import SUPPORT, Node
from tests.support.scene_steps import scene_after

VIEWS = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["none", "asked", "running", "stopped"]),
        "n": st.integers(0, 3),
        "begin": st.fixed_dictionaries({"me": st.booleans(), "them": st.booleans()}),
        "over": st.booleans(),
    }
)
STEPS = st.lists(
    st.one_of(
        VIEWS.map(lambda view: {"view": view}),
        st.integers(1, 3).map(lambda n: {"begin": n}),
        st.sampled_from(["pause", "over", "taken-back"]).map(lambda kind: {kind: True}),
    ),
    max_size=12,
)


@settings(max_examples=500)
@given(STEPS)
def test_phone_and_terminal_know_the_same(node: Node, steps: list[dict[str, Any]]) -> None:
    assert node.call(f"{SUPPORT}/scene", "sceneAfter", steps) == scene_after(steps)
