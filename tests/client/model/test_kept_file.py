"""What is read out of a kept file, whoever wrote it: one's own answers that still fit, and nothing else."""

import json
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client.elements_support import answers, document
from tests.client.kept_file_support import chapter, kept, section
from tests.client.modules import run

READ = """
const read = code.readKept(value.text);
if ('problem' in read) return read.problem;
const { document } = value;
const section = document.sections.find(({ id }) => id === value.section);
return code.ownAnswers(read.chapters, value.person, { qhash: 'Q', document, section });
"""

MINE = answers(
    words="Tea.",
    one="tea",
    several=["red", "blue"],
    how_much=2,
    acts={"rope/give": {"level": "yes"}, "story": {"level": "only-if", "if": "no villains"}},
    done={"care/give": {"level": "some"}},
    talk=["how-much"],
)
THEIRS = answers(words="THEIRS", acts={"rope/receive": {"level": "curious"}}, skip=["one"])
NOW = document()


def own(page: Page, text: str, person: str = "1", name: str = "mixed", asked: Any = NOW) -> Any:
    return run(page, "model/kept-file.js", READ, {"text": text, "person": person, "section": name, "document": asked})


def changed(**question: Any) -> Any:
    """The questions of now, with `id` asked in another way."""
    made = deepcopy(NOW)
    for each in (each for part in made["sections"] for each in part["questions"]):
        if each["id"] == question["id"]:
            each.update(question)
    return made


def test_own_answers_come_back_whole_and_nothing_of_the_other(page: Page) -> None:
    text = kept(chapter(sections=[section("mixed", MINE, THEIRS)]))
    found = own(page, text)
    assert found["answers"] == MINE
    assert (found["left"], found["gone"], found["since"]) == ([], 0, False)
    assert found["asked"] == ["words", "one", "several", "how-much", "acts", "done"]
    assert found["items"] == ["rope", "story", "care"]
    assert "THEIRS" not in json.dumps(found)
    assert own(page, text, person="2")["answers"] == THEIRS


def test_what_does_not_fit_any_more_is_left_out_by_itself_and_told(page: Page) -> None:
    asked = changed(id="several", options=[{"id": "red", "label": {"en": "Red"}}])
    for part in asked["sections"]:
        part["questions"] = [each for each in part["questions"] if each["id"] != "one"]
    scale = asked["scales"]["activity"]
    asked["scales"]["activity"] = [level for level in scale if level["id"] != "only-if"]
    found = own(page, kept(chapter("another", sections=[section("mixed", MINE)])), asked=asked)
    assert found["answers"]["answers"] == {
        "words": "Tea.",
        "how-much": 2,
        "acts": {"rope/give": {"level": "yes"}},
        "done": {"care/give": {"level": "some"}},
    }
    assert found["left"] == [{"question": "several", "key": None}, {"question": "acts", "key": "story"}]
    assert found["gone"] == 1
    assert found["items"] == ["rope", "story", "care"]
    blank = section("mixed", answers(acts={"rope/give": {"level": "yes"}}))
    assert own(page, kept(chapter("another", sections=[blank])), asked=asked)["items"] == ["rope"]


def test_the_same_questions_come_before_those_of_another_set(page: Page) -> None:
    other = chapter("X", set="another-set", sections=[section("mixed", answers(one="coffee", words="Elsewhere"))])
    same = chapter(sections=[section("mixed", answers(one="tea"))])
    assert own(page, kept(same, other))["answers"]["answers"] == {"one": "tea", "words": "Elsewhere"}


def test_a_yes_that_was_taken_back_and_a_limit_that_was_set_since_are_not_forgotten(page: Page) -> None:
    said = answers(one="tea", acts={"rope/give": {"level": "yes"}, "rope/receive": {"level": "curious"}})
    sent = [{"withdraw": ["rope/give", "one"], "limit": {}}, {"withdraw": [], "limit": {"story": "hard-limit"}}]
    loosening = [{"withdraw": [], "limit": {"rope/receive": "yes", "story": "yes", "care/give": "some"}}]
    made = chapter(sections=[section("mixed", said, said)], notices={"1": sent, "2": loosening})
    found = own(page, kept(made))
    assert found["answers"]["answers"] == {
        "acts": {"rope/receive": {"level": "curious"}, "story": {"level": "hard-limit"}}
    }
    assert found["since"] is True
    # What loosens is no limit: at most a yes of one's own is left blank.
    loosened = own(page, kept(made), person="2")["answers"]["answers"]
    assert loosened == {"one": "tea", "acts": {"rope/give": {"level": "yes"}}}


def test_of_what_was_said_and_what_was_limited_since_the_hardest_counts(page: Page) -> None:
    said = answers(acts={"rope/give": {"level": "hard-limit"}, "rope/receive": {"level": "yes"}})
    sent = [{"withdraw": [], "limit": {"rope/receive": level}} for level in ("hard-limit", "not-now")]
    sent.append({"withdraw": [], "limit": {"rope/give": "not-now"}})
    found = own(page, kept(chapter(sections=[section("mixed", said, said)], notices={"1": sent, "2": []})))
    hard = {"level": "hard-limit"}
    assert found["answers"]["answers"] == {"acts": {"rope/give": hard, "rope/receive": hard}}


@pytest.mark.parametrize("order", [1, -1])
def test_a_limit_that_was_said_in_another_chapter_is_filled_in_here_too(page: Page, order: int) -> None:
    willing = answers(acts={"rope/give": {"level": "yes"}, "story": {"level": "yes"}})
    limit = answers(others={"rope/give": {"level": "not-now"}, "story": {"level": "curious"}})
    here = chapter(sections=[section("mixed", willing, willing)])
    there = chapter("R", set="another", sections=[section("daily", limit, willing)])
    found = own(page, kept(*[here, there][::order]))
    assert found["answers"]["answers"] == {"acts": {"rope/give": {"level": "not-now"}, "story": {"level": "yes"}}}
    assert found["since"] is True


@pytest.mark.parametrize("name", ["ready", "curious"])
def test_nothing_is_filled_into_a_section_that_is_mutual_or_never_sent(page: Page, name: str) -> None:
    said = answers(adult="yes", tied={"rope/give": {"level": "yes"}}, skip=["tied", "adult"])
    found = own(page, kept(chapter(sections=[section(name, said)])), name=name)
    assert found["answers"] == answers()
    assert found["asked"] == []


DEEP = "[" * 200_000
BLOCK = '<script type="application/json" id="data">{}</script>'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not-ours"),
        ("<!doctype html><h1>A recipe</h1>", "not-ours"),
        (kept(chapter())[:-20], "not-ours"),
        (BLOCK.format('{"format":1,"chapters":['), "broken"),
        (BLOCK.format(DEEP), "broken"),
        (BLOCK.format("null"), "broken"),
        (BLOCK.format('{"format":1}'), "broken"),
        (kept({"qhash": "Q"}), "broken"),
        (kept(chapter(notices=[])), "broken"),
        (kept(chapter(sections=["mixed"])), "broken"),
        (kept(format=2), "other-format"),
    ],
)
def test_what_is_no_such_file_is_named_for_what_it_is(page: Page, text: str, problem: str) -> None:
    assert own(page, text) == problem


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "tea",
        {"answers": None, "skip": "words", "talk": {"0": "one"}},
        {
            "answers": {
                "one": {},
                "words": ["x"],
                "several": "red",
                "how-much": "2",
                "acts": [1],
                "done": {"care/give": 3},
            }
        },
        {
            "answers": {
                "words": "x" * 41,
                "one": "__proto__",
                "how-much": 6,
                "acts": {"rope/give": {"level": "constructor"}},
            }
        },
    ],
)
def test_hostile_answers_fill_in_nothing(page: Page, said: Any) -> None:
    assert own(page, kept(chapter(sections=[section("mixed", said)])))["answers"] == answers()


def test_names_of_the_language_change_nothing_in_the_page(page: Page) -> None:
    said = '{"v":1,"answers":{"__proto__":{"words":"x"},"acts":{"__proto__":{"level":"yes"}}},"skip":["__proto__"]}'
    text = kept(chapter(sections=[section("mixed", "SAID")])).replace('"SAID"', said)
    found = own(page, text.replace('"id": "mixed"', '"__proto__": {"polluted": 1}, "id": "mixed"'))
    assert found["answers"] == answers()
    assert page.evaluate("() => ({}).polluted ?? null") is None
    deep = '{"answers":{"words":' + "[" * 5000 + "]" * 5000 + "}}"
    assert own(page, text.replace(said, deep))["answers"] == answers()


def test_the_block_is_canonical_and_no_text_can_end_it(page: Page) -> None:
    body = (
        "return [code.blockOf(value), code.blockOf(JSON.parse(JSON.stringify(value)).map(({ b, a }) => ({ a, b })))];"
    )
    text = "</script><script>alert(1)</script><!-- \u2028"
    one, two = run(page, "model/kept-file.js", body, [{"b": text, "a": [1, {"d": None, "c": True}]}])
    assert one == two
    assert one.count("<") == 2
    assert one.startswith('<script type="application/json" id="data">{"chapters":[{"a":[1,{"c":true,"d":null}],"b":"')
    inner = one.partition(">")[2].rpartition("<")[0]
    assert json.loads(inner) == {"format": 1, "chapters": [{"b": text, "a": [1, {"d": None, "c": True}]}]}
