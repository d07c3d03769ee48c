"""The default set: what is particular to it. What holds for every set is in test_question_topics and _wording."""

from tests.server.own_sets import DOCUMENTS, SETS, questions_of, rows_of, sections_of

DOCUMENT = DOCUMENTS["first-scene"]
SECTIONS = sections_of("first-scene")
QUESTIONS = questions_of("first-scene")


def test_what_is_asked_before_beginning_and_the_one_rule_have_no_box() -> None:
    assert [each.id for each in SETS["first-scene"].sections if not each.has_box] == ["ready", "one-rule"]


def test_the_one_rule_is_a_statement() -> None:
    (rule,) = SECTIONS["one-rule"]["questions"]
    assert rule["kind"] == "statement"
    assert "take away, never add" in rule["prompt"]["en"]


def test_curiosities_are_about_thirty_lines_in_small_lists() -> None:
    curious = SECTIONS["curious-about"]
    assert 25 <= len(rows_of(curious)) <= 35
    assert all(3 <= len(question["items"]) <= 6 for question in curious["questions"])
    assert [(level["id"], level["means"]) for level in DOCUMENT["scales"]["curiosity"]] == [
        ("yes", "yes"), ("curious", "curious"), ("not-now", "not-now"), ("not-sure", "unsure"),
    ]  # fmt: skip


def test_a_limit_meets_every_curiosity_about_the_same_act() -> None:
    """A limit is found by its item id and direction; that words and ids agree is held for all sets together."""
    shared = rows_of(SECTIONS["limits"]).keys() & rows_of(SECTIONS["curious-about"]).keys()
    assert len(shared) >= 12


def test_the_riskiest_acts_are_asked_as_limits_only() -> None:
    risky = {"breath", "skin", "face", "substances"}
    assert risky <= rows_of(SECTIONS["limits"]).keys()
    assert not risky & rows_of(SECTIONS["curious-about"]).keys()


def test_limits_are_gathered_from_every_question_about_them() -> None:
    limits = {each["id"] for each in QUESTIONS.values() if each.get("gather") == "limits"}
    assert limits >= {
        "hard-limits",
        "activities",
        "no-touch",
        "words-scenarios",
        "traces",
        "triggers",
        "sore-places",
        "not-for-now",
    }
    assert [(level["id"], level["means"]) for level in DOCUMENT["scales"]["limits"]] == [
        ("hard-limit", "limit"), ("not-now", "not-now"), ("only-if", "condition"), ("fantasy-only", "fantasy"),
        ("not-sure", "unsure"), ("no-limit", "open"),
    ]  # fmt: skip
    assert [level["id"] for level in DOCUMENT["scales"]["experience"]] == ["never", "little", "some", "much"]


def test_its_glossary_is_of_a_size_to_be_read() -> None:
    assert 20 <= len(DOCUMENT["glossary"]) <= 30


def test_texts_are_asked_with_room_enough() -> None:
    for question in QUESTIONS.values():
        if question["kind"] == "text":
            assert question["max"] >= 60
