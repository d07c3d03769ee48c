"""Phone and terminal know the same of a conversation, whatever a hub shows. Cases: tests/js, tests/vectors."""

import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.model.joined_view import forgotten_in
from overture_partner.model.log import Log, join, own_only
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import View
from tests.support.node import SUPPORT, Node

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "log.json").read_text("utf-8"))["cases"]
SOUND = [case["view"] for case in CASES if is_sound(msgspec.convert(case["view"], View))]
MADE = sorted({digest for case in CASES for digest in case["made"]})


@settings(max_examples=150)
@given(st.lists(st.sampled_from(SOUND), min_size=1, max_size=8), st.sets(st.sampled_from(MADE)) | st.just(set(MADE)))
def test_phone_and_terminal_come_to_the_same_whatever_a_hub_shows(
    node: Node, views: list[dict[str, Any]], made: set[str]
) -> None:
    log, expected = Log(), []
    for raw in views:
        view = msgspec.convert(raw, View)
        joined = join(log, view, made)
        log = joined.log
        again = forgotten_in(log, own_only(view, made))
        expected.append([json.loads(msgspec.json.encode(log)), joined.older, joined.contradicts, again])
    assert node.call(f"{SUPPORT}/log", "followed", views, sorted(made)) == expected
