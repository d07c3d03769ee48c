"""The limits of limits.json in Python, and in docs/protocol.md: no hub and no partner can make a client keep more."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from overture.core import transitions
from overture.core.messages import MAX_MESSAGE
from overture_partner.model import limits
from overture_partner.model.log import Log, join
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import View
from overture_partner.protocol.encoding import H32, base64url

HERE = Path(__file__).parent
WHOLE = json.loads((HERE / "limits.json").read_text("utf-8"))
LIMITS = WHOLE["limits"]


def digest(n: int) -> str:
    return base64url(H32(b"%d" % n))


def entry(path: list[str | int], view: Any, n: int) -> Any:
    """The nth entry of a list of a view."""
    if path[-1] == "theirs":
        return digest(n)
    section = view["chapters"][0]["sections"][0]
    return section | {"id": f"section-{n}"} if path[-1] == "sections" else _round(section, n + 1)


def _round(section: Any, number: int) -> Any:
    return {"round": number, "state": "open", "mine": section["mine"]}


def changed(case: Any) -> Any:
    view = copy.deepcopy(WHOLE["view"])
    path = case.get("set") or case["fill"]
    place = view
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = case["to"] if "set" in case else [entry(path, WHOLE["view"], n) for n in range(case["times"])]
    if path[-1] == "earlier":
        place["round"] = case["times"] + 1
    return view


@pytest.mark.parametrize("case", WHOLE["cases"], ids=[case["name"] for case in WHOLE["cases"]])
def test_a_view_behind_a_limit_is_refused(case: Any) -> None:
    try:
        view = msgspec.convert(changed(case), View)
    except msgspec.ValidationError:
        assert case["refused"]
        return
    assert is_sound(view) is not case["refused"]


def test_no_hub_makes_the_log_grow_without_end() -> None:
    """A new name in each view: of a section, then of a chapter."""
    log, contradicted = Log(), []
    for n in range(2 * LIMITS["sections"]):
        view = copy.deepcopy(WHOLE["view"])
        view["chapters"][0]["sections"][0]["id"] = f"section-{n}"
        joined = join(log, msgspec.convert(view, View), set())
        log = joined.log
        contradicted.append(joined.contradicts)
    assert len(log.chapters[0].sections) == LIMITS["sections"]
    assert contradicted == [n >= LIMITS["sections"] for n in range(2 * LIMITS["sections"])]
    for n in range(2 * LIMITS["chapters"]):
        view = copy.deepcopy(WHOLE["view"])
        view["chapters"][0]["qhash"] = digest(n)
        log = join(log, msgspec.convert(view, View), set()).log
    assert len(log.chapters) == LIMITS["chapters"]


def test_the_client_has_these_limits_and_the_hub_keeps_to_them() -> None:
    assert LIMITS == {
        "chapters": limits.MOST_CHAPTERS,
        "sections": limits.MOST_SECTIONS,
        "rounds": limits.MOST_ROUNDS,
        "notes": limits.MOST_NOTES,
        "settlements": limits.MOST_SETTLEMENTS,
        "notices": limits.MOST_NOTICES,
        "talks": limits.MOST_TALKS,
        "scenes": limits.MOST_SCENES,
        "latest": limits.LATEST,
        "box": limits.LARGEST_BOX,
        "message": limits.LARGEST_MESSAGE,
        "list": limits.LONGEST_LIST,
        "text": limits.LONGEST_TEXT,
    }
    own = (
        transitions.MAX_CHAPTERS,
        transitions.MAX_ROUNDS,
        transitions.MAX_NOTES,
        transitions.MAX_SETTLEMENTS,
        transitions.MAX_NOTICES,
        transitions.MAX_TALKS,
    )
    assert own == tuple(LIMITS[name] for name in ("chapters", "rounds", "notes", "settlements", "notices", "talks"))
    assert LIMITS["box"] == MAX_MESSAGE * 3 // 4


def test_the_page_names_each_of_them() -> None:
    page = (HERE.parents[1] / "docs" / "protocol.md").read_text("utf-8")
    table = page[page.index("### Limits") :].split("\n### ")[0]
    numbers = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", table, re.MULTILINE)
    assert {name: int(number.replace(",", "")) for name, number in numbers} == LIMITS
