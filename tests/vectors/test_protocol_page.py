"""docs/protocol.md is all that the writer of another client has: its example and its hash are held to the code."""

import json
import re
from pathlib import Path
from typing import Any

from overture.questions import document, keys
from overture_partner.protocol.box import Place, open_box
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.protocol.pairing import Keys, pairing_finish, pairing_reply, pairing_start
from tests.vectors import files

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
VECTORS: dict[str, Any] = {
    vector["name"]: vector for vector in files.read(ROOT / "tests" / "vectors" / "overture1.json").known
}


def example() -> dict[str, bytes]:
    """The named byte strings of the worked example, joined over their lines."""
    text = PAGE[PAGE.index("## Worked example") : PAGE.index("## Checklist")]
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        start = re.match(r"(\w+)\s+(?:01 \| salt \| com \| )?([0-9a-f]{16,})(?:\s|$)", line)
        more = re.match(r"\s+([0-9a-f]{16,})$", line)
        if start:
            name = start[1]
            found[name] = start[2]
        elif more:
            found[name] += more[1]
    return {name: bytes.fromhex(value) for name, value in found.items()}


def test_the_example_is_the_published_vector() -> None:
    said, vector = example(), VECTORS["pairing: both sides agree"]
    for name in ("qhash", "sid", "m1", "m2", "m3", "SID", "kA", "kB", "sas"):
        assert said[name].hex() == vector[name], name
    assert (said["y_A"].hex(), said["y_B"].hex()) == (vector["ya"], vector["yb"])


def test_the_example_is_what_the_code_makes() -> None:
    said = example()
    start = pairing_start("SPRQ", "HRWE", said["qhash"], (said["sid"], said["y_A"]))
    m2, _ = pairing_reply("SPRQ", "HRWE", said["qhash"], start.m1, said["y_B"])
    assert (start.m1, m2) == (said["m1"], said["m2"])
    m3, keys = pairing_finish("SPRQ", "HRWE", said["qhash"], start, m2)
    assert (m3, keys) == (said["m3"], Keys(said["SID"], said["kA"], said["kB"], said["sas"]))


def test_the_box_of_the_example_opens() -> None:
    said, vector = example(), VECTORS["section: both reveal"]
    box = b"\x01" + said["salt"] + said["com"] + said["box"]
    assert box.hex() == vector["a_release"]
    place = Place(Keys(said["SID"], said["kA"], said["kB"], said["sas"]), "A", said["qhash"], "limits")
    assert place.context(1, "release") == said["ctx"]
    assert open_box(said["kA"], said["ctx"], box) == said["m"]
    assert base64url(H32(box)) in PAGE
    assert base64url(said["qhash"]) in PAGE


def test_the_table_of_pictures_is_the_one_that_is_named() -> None:
    pictures = (ROOT / "client" / "static" / "pictures.json").read_bytes()
    assert f"`{base64url(H32(pictures))}`" in PAGE
    assert len(json.loads(pictures)) == 256


def test_every_link_within_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_the_page_names_every_field_and_word_of_a_question_document() -> None:
    shape = PAGE[PAGE.index("### The document") : PAGE.index("### The answers")]
    structs = (
        document.Document, document.Level, document.Term, document.Option, document.NumberScale, document.Item,
        document.Question, document.Section,
    )  # fmt: skip
    fields = {name for struct in structs for name in struct.__struct_fields__}
    aligns = {word for words in keys.ALIGNS.values() for word in words}
    counts = {word for words in keys.COUNTS.values() for word in words}
    words = {*keys.REVEALS, *keys.GATHERS, *keys.MEANINGS, *keys.SIDES, *keys.CARES, *aligns, *counts}
    assert sorted(word for word in fields | words if f'"{word}"' not in shape) == []
