"""What each set that comes with the product asks: every topic of its plan, in its section, and nothing besides."""

import pytest

from overture.questions.keys import LARGEST_PAD
from overture.questions.model import check
from overture.questions.size import LENGTH_PREFIX, largest_answers
from overture.settings import BUILTIN_QUESTIONS
from tests.measure.reckon import reckon
from tests.server.own_sets import DOCUMENTS, PLACES, SETS, questions_of, rows_of, sections_of
from tests.server.questions.topics import OTHERS

# By set and section: {topic: the questions that ask it}.
TOPICS: dict[str, dict[str, dict[str, list[str]]]] = {
    "first-scene": {
        "ready": {
            "adult": ["adult"], "sober": ["sober"], "not in a crisis": ["steady"], "not pressed or paid": ["freely"],
            "time enough": ["time"], "yes when meaning no": ["yes-meaning-no"],
        },
        "building": {
            "a talk that helped": ["good-talk"], "what draws you, hopes and feelings": ["hopes"], "roles": ["roles"],
            "once or ongoing": ["time-frame"], "sexual or not": ["sexual"],
            "agreements with others": ["other-partners"],
        },
        "stop-signals": {
            "what always counts, who is freed first, never alone": ["always"],
            "word for stop": ["stop-word"], "word for slow": ["slow-word"], "without words": ["silent-signal"],
            "check-ins": ["checks"], "what happens at a stop": ["at-a-stop"], "going quiet": ["going-quiet"],
            "shears, first aid, phone": ["safety-kit"],
        },
        "limits": {
            "hard limits": ["hard-limits"], "limits with conditions": ["activities"], "body areas": ["no-touch"],
            "alcohol and drugs": ["alcohol-drugs"], "clothes": ["dressed"], "outside the scene": ["affection"],
            "words and scenarios": ["words-scenarios"], "names, pronouns, words for the body": ["called"],
            "photos": ["pictures"], "digital traces": ["traces"],
            "triggers": ["triggers"],
        },
        "plan": {
            "what, beginning and end": ["plan-what"], "where, when, house rules": ["plan-place"],
            "who may be near": ["who-near"], "how long": ["plan-length"], "how strong": ["plan-strength"],
        },
        "health": {
            "body, places to leave alone": ["body", "body-details"], "medicines and allergies": ["medication"],
            "how to communicate": ["communicate"], "marks": ["marks"],
            "barriers and testing": ["barriers"], "in an emergency": ["in-emergency"],
        },
        "aftercare": {
            "needs of both": ["needs-after"], "what each can give": ["can-give-after"], "what to avoid": ["not-after"],
            "how long": ["care-length"], "drop and its signs": ["drop-signs"], "who writes": ["who-writes"],
            "when": ["when-write"], "if one cannot": ["if-one-cannot"], "talking it over": ["talk-over"],
        },
        "experience": {
            "how long": ["how-long"], "how learned": ["learned"], "per area, each direction": ["areas"],
            "approach": ["approach"], "who else can say": ["others-can-say"], "own mistakes": ["too-far"],
            "what went badly and what helped": ["went-badly"],
        },
        "feelings": {
            "what it may mean": ["meaning"], "connection": ["connection"],
            "fears and jealousy": ["worries"], "what reassures": ["reassures"], "privacy": ["who-may-know"],
            "how a mistake is told": ["tell-mistake"],
        },
        "curious-about": {
            "touch and sensation": ["curious-touch"], "intimate touch": ["curious-intimate"],
            "restraint and impact": ["curious-hold"], "service, protocol, clothing and ritual": ["curious-lead"],
            "words, roles and headspace": ["curious-words"], "watching and being seen": ["curious-seen"],
        },
        "not-ready": {
            "not for now": ["not-for-now"], "pace": ["pace"], "ask each other": ["ask-you"],
            "whether one feels heard": ["felt-heard"],
        },
        "one-rule": {"the rule": ["take-away-never-add"]},
    },
    **OTHERS,
}  # fmt: skip


WITHOUT_WISHES = {"just-before"}
"""A minute before a scene is no time for new wishes."""


def test_these_sets_come_with_the_product_in_this_order() -> None:
    """The first is the default: what a start screen has chosen already, and what a terminal starts with."""
    assert (
        list(SETS) == list(TOPICS) == ["first-scene", "just-before", "apart", "after-scene", "ongoing", "looking-again"]
    )


@pytest.mark.parametrize("name", TOPICS)
def test_a_set_passes_the_check_with_its_translations(name: str) -> None:
    assert check(BUILTIN_QUESTIONS / f"{name}.toml") == []


@pytest.mark.parametrize("name", TOPICS)
def test_the_sections_are_those_of_the_plan_in_its_order(name: str) -> None:
    assert list(sections_of(name)) == list(TOPICS[name])


@pytest.mark.parametrize(("name", "section"), PLACES)
def test_every_topic_is_asked_in_its_section_and_nothing_else(name: str, section: str) -> None:
    asked = [question["id"] for question in sections_of(name)[section]["questions"]]
    assert sorted(asked) == sorted(question for topic in TOPICS[name][section].values() for question in topic)


@pytest.mark.parametrize("name", TOPICS)
def test_it_begins_with_what_never_leaves_the_phone(name: str) -> None:
    first, *others = DOCUMENTS[name]["sections"]
    assert first["reveal"] == "never"
    assert "never sent" in first["intro"]["en"]
    wishes = [section["reveal"] for section in others].count("mutual")
    assert wishes == (0 if name in WITHOUT_WISHES else 1)
    assert {section["reveal"] for section in others} <= {"both", "mutual"}


@pytest.mark.parametrize("name", [name for name in TOPICS if name not in WITHOUT_WISHES])
def test_only_curiosities_open_by_what_both_want(name: str) -> None:
    (curious,) = [section for section in DOCUMENTS[name]["sections"] if section["reveal"] == "mutual"]
    assert {question["kind"] for question in curious["questions"]} == {"items"}
    assert {question["levels"] for question in curious["questions"]} == {"curiosity"}
    rows = rows_of(curious)
    assert sum(2 if item["direction"] else 1 for item in rows.values()) <= 64
    assert all("gather" not in question for question in curious["questions"])
    for promise in ("Only what you both mark", "Nobody is told any other mark", "skip any area", "A limit"):
        assert promise in curious["intro"]["en"]


@pytest.mark.parametrize("name", TOPICS)
def test_what_somebody_wants_is_asked_in_private_alone(name: str) -> None:
    """An open list that asks for a yes would tell the partner what the mutual section promises to keep."""
    for section in DOCUMENTS[name]["sections"]:
        asked = [question for question in section["questions"] if question["kind"] == "items"]
        means = {level["means"] for each in asked for level in DOCUMENTS[name]["scales"][each["levels"]]}
        assert bool(means & {"yes", "curious", "willing"}) == (section["reveal"] == "mutual"), section["id"]
        for question in asked:
            if question["levels"] == "limits":
                assert "“No limit here” is not a yes" in question["help"]["en"]
                assert "asks for limits only" in question["why"]["en"]


@pytest.mark.parametrize(
    ("name", "section"), [(name, each.id) for name in TOPICS for each in SETS[name].sealed if each.reveal == "both"]
)
def test_no_section_outgrows_its_box(name: str, section: str) -> None:
    """With room to spare, so that a new option does not need a larger box; and small enough for a slow line."""
    asked = sections_of(name)[section]
    need = LENGTH_PREFIX + largest_answers(asked["questions"], DOCUMENTS[name]["scales"])
    assert need <= asked["pad"] * 0.95
    assert asked["pad"] <= LARGEST_PAD * 5 / 8


@pytest.mark.parametrize("name", TOPICS)
def test_a_set_takes_about_as_long_as_it_says(name: str) -> None:
    """Of what reading, choosing, writing and reading again take by arithmetic (`python -m tests.measure.reckon`)."""
    assert SETS[name].content.minutes == pytest.approx(reckon(DOCUMENTS[name]).minutes, rel=0.15)


@pytest.mark.parametrize(
    ("name", "fewest", "most"),
    [
        ("first-scene", 60, 80),
        ("just-before", 12, 16),
        ("apart", 40, 50),
        ("after-scene", 30, 40),
        ("ongoing", 55, 65),
        ("looking-again", 40, 50),
    ],
)
def test_a_set_has_a_fitting_number_of_questions_and_few_of_them_are_texts(name: str, fewest: int, most: int) -> None:
    kinds = [question["kind"] for question in questions_of(name).values()]
    assert fewest <= len(kinds) <= most
    assert kinds.count("text") <= len(kinds) * 0.4


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("first-scene", "shared limits conditions stop-signals at-a-stop plan aftercare check-in help experience ask"),
        ("apart", "shared limits conditions stop-signals at-a-stop aftercare check-in help ask"),
        ("just-before", "shared limits conditions stop-signals aftercare help plan"),
        ("ongoing", "shared limits conditions stop-signals aftercare check-in ask"),
        ("after-scene", "shared limits conditions aftercare check-in ask"),
        ("looking-again", "shared limits conditions stop-signals aftercare check-in ask"),
    ],
)
def test_each_part_of_where_they_stand_is_fed(name: str, parts: str) -> None:
    assert {question["gather"] for question in questions_of(name).values() if "gather" in question} == set(
        parts.split()
    )


@pytest.mark.parametrize("name", ["after-scene", "looking-again"])
def test_a_limit_that_was_not_kept_can_be_said_told_or_left_unsaid(name: str) -> None:
    """By whoever was hurt and by whoever went too far; with a way round the partner, and never as shared ground."""
    asked = questions_of(name)
    for question in ("limits-kept", "own-part"):
        assert any(option.get("talk") for option in asked[question]["options"])
    for question in asked.keys() & {"limits-kept", "own-part", "about-it", "needed-now"}:
        assert "gather" not in asked[question], "it would stand in where they stand"
        assert asked[question]["align"] == "none"
    assert "skip this and turn to someone you trust" in asked["limits-kept"]["help"]["en"]


@pytest.mark.parametrize("name", TOPICS)
def test_where_help_is_said_to_be_no_name_is_promised(name: str) -> None:
    """Who hosts the hub says which people the help page names; a set cannot know."""
    for question in questions_of(name).values():
        help_text = question.get("help", {}).get("en", "")
        if "help page" in help_text:
            assert "help page may name" in help_text or "the help page has them" in help_text, question["id"]
