"""What the terminal tells in words."""

import json
from pathlib import Path

from overture_partner.console.rendering import notice_lines
from overture_partner.model.document import parse_document
from overture_partner.protocol.encoding import H32, base64url

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "answers.json").read_text("utf-8"))
DATA = json.dumps(VECTORS["document"]).encode()
DOCUMENT = parse_document(DATA, base64url(H32(DATA))).document


def test_a_notice_is_told_from_the_readers_side() -> None:
    lines = notice_lines(
        DOCUMENT, [{"withdraw": ["rope/give", "ice", "words"]}, {"limit": {"rope/receive": "hard-limit"}}]
    )
    assert lines == [
        "Taken back: Rope (you receive)",
        "Taken back: Ice",
        "Taken back: Words",
        "Now a limit: Rope (you give): hard-limit",
    ]


def test_a_level_that_takes_nothing_away_is_no_limit() -> None:
    lines = notice_lines(DOCUMENT, [{"limit": {"ice": "yes", "rope/give": "never", "nothing": "hard-limit"}}])
    assert lines == ["Taken back: Ice", "Taken back: Rope (you receive)", "Taken back: nothing"]
