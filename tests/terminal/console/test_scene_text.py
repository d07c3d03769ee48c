"""What each wants right after a stop, as lines of text."""

from types import SimpleNamespace
from typing import cast

import msgspec

from overture.questions.model import load_file
from overture.settings import BUILTIN_QUESTIONS
from overture_partner.console.scene_text import stopped_lines
from overture_partner.model.answers import Answer, Answers, Opened
from overture_partner.model.document import Document
from overture_partner.model.precedence import precedence_of
from overture_partner.model.standing import ChapterResults
from overture_partner.model.views import Scene
from overture_partner.session.participant import Participant

APART = msgspec.json.decode(load_file(BUILTIN_QUESTIONS / "apart.toml").document, type=Document)


def wants(mine: dict[str, Answer], theirs: dict[str, Answer]) -> list[str]:
    """What is said below the heading, after a stop in a scene over a call."""
    opened = {"stop-signals": Opened(1, Answers(mine), Answers(theirs))}
    results = ChapterResults(APART, opened, {}, (), (), (), False, 0, precedence_of([]), ())
    chapter = SimpleNamespace(qhash="apart", document=APART)
    me = SimpleNamespace(chapters=(chapter,), chapter_results=lambda _: results, scene=Scene())
    return stopped_lines(cast(Participant, me))[2:]


def test_what_somebody_wants_when_a_call_breaks_off_is_named() -> None:
    mine: dict[str, Answer] = {"line-drops": ["call-back", "not-sure"], "at-a-stop": ["camera-off", "quiet"]}
    assert wants(mine, {"at-a-stop": ["quiet"]}) == [
        "You: If the line drops: Call me back at once. Right after a stop: Turn the cameras off; Stay quiet with me.",
        "Your partner: Stay quiet with me",
    ]


def test_who_does_not_know_yet_is_asked() -> None:
    assert wants({"at-a-stop": ["quiet"]}, {"at-a-stop": ["not-sure"]}) == [
        "You: Stay quiet with me",
        "Your partner has not said what they want right after a stop. Ask what they need.",
    ]
    assert wants({}, {"line-drops": ["not-sure"]}) == ["Say what you need now. Ask what your partner needs."]
