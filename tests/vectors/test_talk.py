"""The cases of talk.json in Python: what both see of a talk."""

import json
from pathlib import Path
from typing import Any

import pytest

from overture_partner.model.talk import shared, stepped
from overture_partner.protocol.box import Place, pad, seal
from overture_partner.protocol.encoding import ProtocolError, utf8
from overture_partner.protocol.pairing import Keys
from overture_partner.protocol.talk import open_talk, read_talk, seal_talk

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "talk.json").read_text("utf-8"))
Case = dict[str, Any]


def named(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in CASES[kind]]


def talks(case: Case) -> Any:
    return {seat: read_talk(case[seat]) for seat in "AB"}


@pytest.mark.parametrize("case", named("shared"))
def test_both_see_the_same(case: Case) -> None:
    found = shared(talks(case), case["limits"])
    assert (found.at, found.marks) == (case["at"], case["marks"])


@pytest.mark.parametrize("case", named("steps"))
def test_a_step(case: Case) -> None:
    mark = None if case["mark"] is None else (case["mark"][0], case["mark"][1])
    assert stepped(talks(case), case["role"], at=case["move"], mark=mark) == read_talk(case["after"])


@pytest.mark.parametrize("case", named("accepted"))
def test_valid_talks_are_read(case: Case) -> None:
    assert read_talk(case["content"]) == read_talk(case["talk"])


@pytest.mark.parametrize("case", named("refused"))
def test_invalid_talks_are_refused(case: Case) -> None:
    place = Place(Keys(b"s" * 32, b"a" * 32, b"b" * 32, b"pictures"), "A", b"q" * 32, "")
    box = seal(place.key, place.context(1, "talk"), pad(utf8(json.dumps(case["content"])), 4096))
    with pytest.raises(ProtocolError, match="bad content"):
        open_talk(place, 1, box)


def test_a_box_is_what_it_is_for_every_client() -> None:
    known = CASES["box"]
    place = Place(
        Keys(bytes.fromhex(known["SID"]), b"", bytes.fromhex(known["kB"]), b""), "B", bytes.fromhex(known["qhash"]), ""
    )
    box = bytes.fromhex(known["box"])
    assert open_talk(place, known["n"], box) == read_talk(known["talk"])
    assert seal_talk(place, known["n"], read_talk(known["talk"]), box[1:33]) == box
    with pytest.raises(ProtocolError, match="cannot open"):
        open_talk(place, known["n"] + 1, box)
