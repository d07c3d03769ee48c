"""What two people's answers mean together, in the terminal's words."""

from pathlib import Path
from typing import Any

import pytest

from overture.questions.model import load_file
from overture_partner.console.opened_text import opened_lines
from overture_partner.console.outcome_text import outcome_text
from overture_partner.console.standing_text import standing_lines
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.document import Document, parse_document
from overture_partner.model.outcome import GROUPS, Outcome
from overture_partner.model.precedence import Act, ChapterAnswers, Precedence, precedence_of
from overture_partner.model.standing import ChapterResults
from overture_partner.model.stop_words import stop_words_of
from overture_partner.model.wanted import wanted_by_both
from overture_partner.protocol.encoding import base64url
from tests.support.outcome_cases import VECTORS
from tests.terminal import outcomes_py

EVENING = load_file(Path(__file__).parents[2] / "client" / "evening-walk.toml")
DOCUMENT: Document = parse_document(EVENING.document, base64url(EVENING.qhash)).document
SECTIONS = {section.id: section for section in DOCUMENT.sections}
YES = {"level": "yes"}

Pair = tuple[Answers, Answers]


def opened(pair: Pair, known: Pair | None = None) -> list[str]:
    def answers_of(section: str) -> Pair | None:
        return known if section == "before" else None

    asked = ((question, *pair) for question in SECTIONS["evening"].questions)
    (stop_words,) = stop_words_of([(asked, False)])
    lines = opened_lines(DOCUMENT, SECTIONS["evening"], Opened(1, *pair), Precedence(), answers_of, stop_words.clashes)
    return [line for _, line in lines]


def standing(**pairs: Pair) -> list[str]:
    rounds = {section: [pair] for section, pair in pairs.items()}
    precedence = precedence_of([ChapterAnswers(DOCUMENT, rounds)])
    newest = {section: Opened(1, *pair) for section, pair in pairs.items()}
    agreed = tuple(act for _, act in wanted_by_both(DOCUMENT, newest) if precedence.held_back(act) is None)
    asked = (
        (question, *pairs[id]) for id, section in SECTIONS.items() if id in pairs for question in section.questions
    )
    (stop_words,) = stop_words_of([(asked, False)])
    notes = {"afterwards": "We agree."}
    results = ChapterResults(DOCUMENT, newest, notes, (), (), (), False, 0, precedence, agreed, stop_words)
    return [line for _, line in standing_lines(results)]


def evening(**said: Any) -> Answers:
    return Answers({name.replace("_", "-"): answer for name, answer in said.items()})


def test_a_limit_in_ones_own_words_is_said_to_change_no_list() -> None:
    own_words = "Limits in your own words change nothing in a list. Only the two of you can keep to them."
    lines = standing(evening=(evening(must_not="Nothing on my neck"), evening()))
    at = lines.index("You: What must not happen? Nothing on my neck")
    assert lines[at + 1] == own_words
    assert own_words not in standing(evening=(evening(far="none"), evening(far="none")))


def test_what_nobody_has_ticked_is_named() -> None:
    (case,) = (one for one in VECTORS["standings"] if one["name"].startswith("what nobody has ticked is open"))
    document = outcomes_py.PARSED
    (section,) = (one for one in document.sections if one.id == "talk")
    both = Opened(1, *outcomes_py.pair_of(case, "talk"))
    lines = [line for _, line in opened_lines(document, section, both, Precedence())]
    assert lines[lines.index("Ready?") + 1 :][:2] == ["[Something is missing]", "Nobody has ticked: keys"]
    open_points = [line for _, line in standing_lines(outcomes_py.results_of(case))]
    assert "Ready? – Nobody has ticked: keys" in open_points


def test_two_who_differ_read_what_stands_until_they_have_talked() -> None:
    pair = (
        evening(far="more", meaning=["play", "romance"], stop_word="Red"),
        evening(far="none", meaning=["play", "light"], stop_word="Mango"),
    )
    lines = opened(pair)
    assert lines[0] == "A blank is never a yes. It is not a no either: ask."
    assert "Until you have talked: None at all" in lines
    meaning = lines.index("What may it be between you?")
    assert lines[meaning + 1] == "[Partly the same]"
    assert lines[meaning + 4 : meaning + 7] == [
        "You both chose: Play.",
        "Only you: Romance.",
        "Only your partner: Something light.",
    ]
    assert "Your stop words differ: agree on one" in lines
    together = standing(evening=pair)
    assert "How far may it go? Until you have talked: None at all" in together
    assert "Your stop word (safeword)? – Your stop words differ: agree on one" in together
    assert not [line for line in together if "More than that" in line]


def test_an_act_is_a_sentence_with_its_risk_and_who_has_done_it() -> None:
    known = (Answers({"known": {"tied/give": {"level": "never"}}}), Answers({}))
    pair = (evening(acts={"rope/give": YES}), evening(acts={"rope/receive": YES}))
    lines = opened(pair, known)
    rope = lines.index("You tie your partner with rope [You both said yes. It has a risk: talk about it]")
    assert lines[rope + 3 : rope + 5] == ["Tingling or numb: untie at once.", "You, done so far: Never"]
    together = standing(evening=pair, before=known)
    shared = together.index("Shared ground")
    assert together[shared + 1 : shared + 4] == [
        "You tie your partner with rope",
        "Tingling or numb: untie at once.",
        "You, done so far: Never",
    ]


@pytest.mark.parametrize(("side", "other"), [("give", "receive"), ("receive", "give")])
def test_two_who_want_the_same_side_are_told_so_once(side: str, other: str) -> None:
    both = evening(acts={f"rope/{side}": YES})
    rope = [line for line in opened((both, both)) if line.startswith("Rope")]
    assert rope == [f"Rope [You would both like to {side}. Neither of you said {other}.]"]


def test_skipped_and_blank_look_alike() -> None:
    skipped = Answers({}, skip=("far",))
    assert opened((skipped, Answers({}))) == opened((Answers({}), Answers({})))


def test_what_is_private_stands_nowhere() -> None:
    private = (Answers({"respected": "Not all of them"}, talk=("respected",)), Answers({"afterwards-word": "Hold me"}))
    assert standing(afterwards=private) == []


@pytest.mark.parametrize("case", VECTORS["rows"], ids=lambda case: f"{case['mine']} {case['theirs']}")
def test_every_outcome_has_words_for_either_person(case: dict[str, Any]) -> None:
    turned = {"mine": "theirs", "theirs": "mine"}
    for name in {case["outcome"], case.get("with_risk", case["outcome"])}:
        assert name in GROUPS
        for who in (case["who"], turned.get(case["who"], case["who"])):
            words = outcome_text(Outcome(name, who), Act("ice", None), Precedence())
            assert words == "" if name in ("none", "open") else words[0].isupper()
