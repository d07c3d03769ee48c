"""The scene of a seat, followed step by step as in tests/vectors/scene.json."""

import json
from pathlib import Path
from typing import Any

import msgspec

from overture_partner.model.scene import (
    SceneRecord,
    begun,
    forgotten,
    joined,
    over,
    shown,
    stopped,
    taken_back,
)
from overture_partner.model.views import Scene

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "scene.json").read_text(encoding="utf-8")
)["cases"]


def followed(steps: list[dict[str, Any]]) -> tuple[SceneRecord, Scene]:
    """What is stored after the steps, and the newest view."""
    record, newest = SceneRecord(), Scene()
    for step in steps:
        ((kind, value),) = step.items()
        if kind == "view":
            newest = msgspec.convert(value, Scene)
            record = joined(record, newest)
        elif kind == "begin":
            record = begun(record, value)
        else:
            record = {"pause": stopped, "over": over, "taken-back": taken_back}[kind](record)
    return record, newest


def scene_after(steps: list[dict[str, Any]]) -> list[Any]:
    """What is shown in the end, and what is sent again, as the phone's twin returns it."""
    record, newest = followed(steps)
    return [msgspec.to_builtins(shown(record, newest)), forgotten(record, newest)._asdict()]
