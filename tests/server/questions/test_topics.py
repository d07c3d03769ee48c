"""What each set that comes with the product asks: every topic of its plan, in its section, and nothing besides."""

import pytest

from overture.questions.keys import LARGEST_PAD
from overture.questions.model import check
from overture.questions.size import LENGTH_PREFIX, largest_answers
from overture.settings import BUILTIN_QUESTIONS
from tests.server.own_sets import DOCUMENTS, PLACES, SETS, questions_of, rows_of, sections_of

# By set and section: {topic: the questions that ask it}.
TOPICS: dict[str, dict[str, dict[str, list[str]]]] = {
    "first-scene": {
        "ready": {
            "adult": ["adult"], "sober": ["sober"], "not in a crisis": ["steady"], "not pressed or paid": ["freely"],
            "time enough": ["time"], "yes when meaning no": ["yes-meaning-no"],
        },
        "building": {
            "what draws you": ["draws-you"], "hopes and feelings": ["hopes"], "mood in one word": ["mood"],
            "roles": ["roles"],
            "once or ongoing": ["time-frame"], "sexual or not": ["sexual"],
            "agreements with others": ["other-partners"],
        },
        "experience": {
            "how long": ["how-long"], "how learned": ["learned"], "per area, each direction": ["areas"],
            "what went badly and what helped": ["went-badly"], "own mistakes": ["own-mistakes"],
        },
        "health": {
            "body": ["body", "body-details"], "medicines and allergies": ["medication"], "marks": ["marks"],
            "barriers and testing": ["barriers"], "places to leave alone": ["sore-places"],
            "in an emergency": ["in-emergency"],
        },
        "limits": {
            "hard limits": ["hard-limits"], "limits with conditions": ["activities"], "body areas": ["no-touch"],
            "words and scenarios": ["words-scenarios"], "names and pronouns": ["called"],
            "photos": ["pictures"], "digital traces": ["traces"],
            "triggers": ["triggers"],
        },
        "curious-about": {
            "touch and sensation": ["curious-touch"], "restraint": ["curious-restraint"], "impact": ["curious-impact"],
            "service and protocol": ["curious-service"], "words and roles": ["curious-words"],
            "headspace": ["curious-headspace"], "clothing and ritual": ["curious-ritual"],
            "watching and being seen": ["curious-seen"],
        },
        "not-ready": {
            "not for now": ["not-for-now"], "what to know about it": ["about-not-now"], "pace": ["pace"],
        },
        "stop-signals": {
            "word for stop": ["stop-word"], "word for slow": ["slow-word"], "plain words": ["plain-words"],
            "without words, and tried": ["silent-signal", "silent-tried"], "check-ins": ["checks"],
            "what happens at a stop": ["at-a-stop"], "going quiet": ["going-quiet"],
            "shears, first aid, phone": ["safety-kit"],
        },
        "feelings": {
            "what it may mean": ["meaning"], "one time or ongoing": ["afterwards-what"], "connection": ["connection"],
            "fears and jealousy": ["worries"], "what reassures": ["reassures"], "privacy": ["who-may-know"],
            "how a mistake is told": ["tell-mistake"],
        },
        "aftercare": {
            "needs of both": ["needs-after"], "what each can give": ["can-give-after"], "what to avoid": ["not-after"],
            "how long": ["care-length"], "drop and its signs": ["drop-signs"], "who writes": ["who-writes"],
            "when": ["when-write"], "if one cannot": ["if-one-cannot"], "talking it over": ["talk-over"],
        },
        "one-rule": {"the rule": ["take-away-never-add"]},
    },
    "ongoing": {
        "fits": {
            "free to refuse": ["free-to-refuse"], "known well enough": ["know-enough"], "not afraid": ["afraid"],
            "a calm time": ["calm-time"], "own reasons": ["reasons"], "yes when meaning no": ["yes-meaning-no"],
        },
        "building": {
            "hopes": ["wish"], "what each brings": ["bring"], "roles": ["roles"], "how much of life": ["reach"],
            "when it is off": ["off-times"], "a trial first": ["trial"], "agreements with others": ["other-partners"],
        },
        "rules": {
            "first rules": ["first-rules"], "what binds the one who leads": ["leader-rules"],
            "who may change them and how": ["new-rule", "too-much"],
            "a missed rule": ["missed-rule", "never-follows"],
        },
        "daily-life": {
            "per area, each direction, with conditions": ["daily"], "what stays ordinary": ["stays-ordinary"],
            "hard days": ["hard-day"],
        },
        "stays-out": {
            "money, work, home, health, people": ["own-life", "money"], "hard limits": ["hard-limits", "never-part"],
            "photos": ["pictures"], "digital traces": ["traces"],
        },
        "privacy": {
            "who may know": ["who-may-know"], "around others": ["around-others", "not-before"],
            "phones and location": ["devices"], "someone outside": ["confidants"],
        },
        "stopping": {
            "plain words always count": ["no-means-no"], "stop and pause words": ["daily-stop", "daily-pause"],
            "what a pause is and how it ends": ["pause-means", "pause-ends"], "going quiet": ["not-all-right"],
        },
        "curious-daily": {
            "rituals": ["curious-rituals"], "guidance": ["curious-guidance"], "care and service": ["curious-care"],
            "words": ["curious-address"], "growing": ["curious-growing"],
        },
        "health": {
            "health in daily life": ["health-now"], "barriers and testing": ["barriers"],
            "changes": ["when-changed"], "signs that it does harm": ["not-good-signs"],
        },
        "care": {
            "needs of both": ["needs-after"], "what each can give": ["can-give-after"],
            "drop and its signs": ["drop-signs"], "care over time, for whoever leads too": ["wears-out"],
        },
        "check-ins": {
            "rhythm": ["rhythm"], "how": ["talk-how"], "as equals": ["outside-roles"],
            "how a mistake is told": ["tell-mistake"],
        },
        "ending": {
            "either may, at once": ["may-end"], "how it is told": ["end-how"], "care after it": ["end-care"],
            "what remains": ["end-between"], "keys, signs, pictures": ["end-things"],
        },
        "one-rule": {"the rule": ["one-takes-both-add"]},
    },
    "after-scene": {
        "for-yourself": {
            "body": ["body-safe"], "something unwanted": ["unwanted"], "safe to say": ["safe-to-say"],
            "time for it": ["ready-now"],
        },
        "looking-back": {"what worked": ["good", "worked"], "what was unexpected": ["unexpected"]},
        "body-mood": {
            "body": ["body-now"], "mood": ["mood-now"], "drop": ["drop-so-far"], "needs of both": ["need-now"],
            "what each can give": ["can-give-now"],
        },
        "signals-limits": {
            "no fault of who was hurt, and where help is": ["stop-is-stop"], "signals": ["signals-worked"],
            "limits kept": ["limits-kept"], "own mistakes": ["own-part"], "in own words": ["about-it"],
            "what is needed": ["needed-now"],
        },
        "new-limits": {
            "hard limits": ["new-limits"], "not for now": ["not-for-now"], "conditions": ["only-if"],
            "triggers": ["triggers-new"],
        },
        "change": {"what to keep": ["keep"], "what to change": ["change-what", "change-words"]},
        "curious-next": {
            "another time": ["curious-again"], "senses": ["curious-senses"],
            "restraint and impact": ["curious-holding"], "words and ritual": ["curious-voice"],
        },
        "talk-again": {"when": ["talk-when"], "who writes": ["who-writes"], "until then": ["until-then"]},
    },
    "looking-again": {
        "for-yourself": {
            "still wanted": ["want-it"], "still free": ["still-free"], "not afraid": ["afraid"],
            "effect on life": ["larger-smaller"], "what is unsaid": ["unsaid"],
        },
        "how-it-is": {
            "good and hard": ["good-parts", "hard-parts"], "in one word": ["one-word"],
            "near to the hopes": ["like-hoped"], "seen and heard": ["heard"], "wishes": ["more-of"],
        },
        "rules": {
            "keep, end, change": ["rules-good", "rules-end", "rules-change"],
            "what binds the one who leads": ["leader-kept"], "missed rules": ["missed-handled"],
        },
        "daily-life": {
            "per area, each direction, with conditions": ["daily"], "how much of life": ["reach-now"],
            "time off": ["off-enough"], "money, work, health, people": ["spread"],
        },
        "limits": {
            "new limits": ["new-limits"], "limits kept": ["limits-kept"], "own mistakes": ["own-part"],
            "conditions": ["conditions-now"],
        },
        "saying-no": {
            "ease of a no": ["ease-of-no", "last-no"], "what would help": ["easier"], "signals now": ["signals-now"],
        },
        "changes": {
            "health and life": ["changed", "changed-words"], "someone outside": ["who-knows"],
            "who may know": ["who-may-know"],
        },
        "care": {"enough care": ["care-enough"], "over time": ["wears-out"], "thanks": ["thank"]},
        "curious-again": {
            "rituals": ["curious-rituals"], "guidance": ["curious-guidance"], "care and service": ["curious-care"],
            "words": ["curious-address"], "growing": ["curious-growing"],
        },
        "going-on": {
            "go on, pause or end": ["go-on"], "one step": ["first-step"], "rhythm": ["rhythm"],
            "next look": ["next-look"],
        },
        "one-rule": {"the rule": ["no-is-still-no"]},
    },
}  # fmt: skip


def test_these_sets_come_with_the_product_in_this_order() -> None:
    """The first is the default: what a start screen has chosen already, and what a terminal starts with."""
    assert list(SETS) == list(TOPICS) == ["first-scene", "ongoing", "after-scene", "looking-again"]


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
    assert [section["reveal"] for section in others].count("mutual") == 1
    assert {section["reveal"] for section in others} == {"both", "mutual"}


@pytest.mark.parametrize("name", TOPICS)
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
    """With room to spare, so that a new option does not need a larger box."""
    asked = sections_of(name)[section]
    need = LENGTH_PREFIX + largest_answers(asked["questions"], DOCUMENTS[name]["scales"])
    assert need <= asked["pad"] * 0.95
    assert asked["pad"] <= LARGEST_PAD / 2


@pytest.mark.parametrize(
    ("name", "minutes", "fewest", "most"),
    [("first-scene", 40, 60, 70), ("ongoing", 45, 55, 65), ("after-scene", 12, 25, 35), ("looking-again", 30, 40, 50)],
)
def test_it_takes_as_long_as_it_says_and_is_mostly_quick(name: str, minutes: int, fewest: int, most: int) -> None:
    kinds = [question["kind"] for question in questions_of(name).values()]
    assert SETS[name].minutes == minutes
    assert fewest <= len(kinds) <= most
    assert kinds.count("text") <= len(kinds) / 3


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("first-scene", "shared limits conditions stop-signals at-a-stop aftercare check-in help experience"),
        ("ongoing", "shared limits conditions stop-signals aftercare check-in"),
        ("after-scene", "shared limits conditions aftercare check-in"),
        ("looking-again", "shared limits conditions stop-signals aftercare check-in"),
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
        told = question.get("help", {}).get("en", "")
        if "help page" in told:
            assert "help page may name" in told or "the help page has them" in told, question["id"]
