"""The cases of log.json and seen.json in Python: what a hub cannot undo, and what a head proves."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from overture_partner.model.acknowledged import Acknowledged, acknowledged
from overture_partner.model.heads import compare, own_head
from overture_partner.model.joined_view import forgotten_in, shown
from overture_partner.model.log import Log, join, own_only
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import ChapterView, NumberedBox, Ready, SettlementView, TalkBoxes, View

HERE = Path(__file__).parent
Case = dict[str, Any]


def cases(file: str, key: str = "cases") -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((HERE / file).read_text("utf-8"))[key]]


@pytest.mark.parametrize("case", cases("log.json"))
def test_log(case: Case) -> None:
    view, made = msgspec.convert(case["view"], View), set(case["made"])
    if case.get("refused"):
        assert not is_sound(view)
        return
    assert is_sound(view)
    joined = join(Log() if case["log"] is None else msgspec.convert(case["log"], Log), view, made)
    assert joined.log == msgspec.convert(case["log_after"], Log)
    assert (joined.older, joined.contradicts) == (case["older"], case["contradicts"])
    assert forgotten_in(joined.log, own_only(view, made)) == case["again"]
    result, expected = shown(joined.log, view), case["joined"]
    assert result.phase == expected["phase"]
    assert result.ready == msgspec.convert(expected["ready"], Ready)
    assert result.talk == msgspec.convert(expected["talk"], TalkBoxes)
    assert result.chapters == msgspec.convert(expected["chapters"], tuple[ChapterView, ...])


@pytest.mark.parametrize("case", cases("log.json", "acknowledged"))
def test_acknowledged(case: Case) -> None:
    command, box = case["command"], case["box"]
    made: Acknowledged = NumberedBox(command["n"], box)
    if command["do"] == "settle":
        made = SettlementView(command["n"], command["note"], command["yes"], box)
    log = acknowledged(msgspec.convert(case["log"], Log), command["chapter"], command.get("section", ""), made)
    assert log == msgspec.convert(case["then"], Log)


@pytest.mark.parametrize("case", cases("seen.json"))
def test_seen(case: Case) -> None:
    log = msgspec.convert(case["log"], Log)
    if "head" in case:
        assert own_head(log, case["role"], case["qhash"], case["sections"]) == case["head"]
        return
    found = compare(log, case["role"], case["qhash"], case["sections"], case["seen"])
    assert found.means == case["means"]
    assert (None if found.proves is None else [list(pair) for pair in found.proves]) == case["proves"]
