"""The default set: what is particular to it. What holds for every set is in test_question_topics and _wording."""

from tests.server.own_sets import DOCUMENTS, SETS, questions_of, rows_of, sections_of

DOCUMENT = DOCUMENTS["first-scene"]
SECTIONS = sections_of("first-scene")
QUESTIONS = questions_of("first-scene")


def test_what_is_asked_before_beginning_and_the_one_rule_have_no_box() -> None:
    assert [each.id for each in SETS["first-scene"].content.sections if not each.has_box] == ["ready", "one-rule"]


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
    risky = {"breathing", "skin", "face", "mouth"}
    assert risky <= rows_of(SECTIONS["limits"]).keys()
    assert not risky & rows_of(SECTIONS["curious-about"]).keys()


def test_what_may_be_refused_and_is_not_asked_for_wanting_is_on_purpose() -> None:
    """The riskiest acts, a gag since it ends speaking, and tickling, which people are seldom asked about."""
    limits, wanted = rows_of(SECTIONS["limits"]), rows_of(SECTIONS["curious-about"])
    assert limits.keys() - wanted.keys() == {"breathing", "skin", "face", "mouth", "tickling"}


def test_consent_is_asked_for_one_kind_of_intimate_touch_at_a_time() -> None:
    kinds = ["touch-over", "touch-bare", "touch-mouth", "inside"]
    for section in ("limits", "curious-about"):
        assert [act for act in rows_of(SECTIONS[section]) if act in kinds] == kinds
        assert {"neck-touch", "watched", "joining"} <= rows_of(SECTIONS[section]).keys()


def test_in_a_first_scene_plain_words_count_and_nobody_is_asked() -> None:
    always = QUESTIONS["always"]
    assert always["kind"] == "statement"
    assert "“No” and “stop” always count" in always["prompt"]["en"]
    assert "First, free anyone who is tied" in always["prompt"]["en"]
    assert "Never leave anyone alone who is tied, gagged or blindfolded" in always["prompt"]["en"]
    assert "call for it, even if it is embarrassing" in always["help"]["en"]
    assert "plain-words" not in QUESTIONS


def test_what_lies_ready_is_covered_by_the_two_together() -> None:
    assert QUESTIONS["safety-kit"]["align"] == "cover"
    (apart,) = (option for option in QUESTIONS["safety-kit"]["options"] if option.get("alone"))
    assert apart["talk"]


def test_a_condition_has_room_for_a_whole_sentence() -> None:
    for document in DOCUMENTS.values():
        for section in document["sections"]:
            assert all(each["max"] >= 120 for each in section["questions"] if each.get("condition"))


def test_every_list_has_a_way_out() -> None:
    """Something that says none of these, something else, or not known yet; or that lets it be talked about."""
    ways = {"not-sure", "none", "nothing", "not-yet", "not-needed", "something-else", "need-help", "if-needed", "talk"}
    for question in QUESTIONS.values():
        if question["kind"] == "choices":
            assert ways & {option["id"] for option in question["options"]}, question["id"]


def test_limits_are_gathered_from_every_question_about_them() -> None:
    limits = {each["id"] for each in QUESTIONS.values() if each.get("gather") == "limits"}
    assert limits >= {
        "hard-limits",
        "activities",
        "alcohol-drugs",
        "no-touch",
        "words-scenarios",
        "traces",
        "triggers",
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
