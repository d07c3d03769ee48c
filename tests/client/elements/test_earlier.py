"""Keeping where the two stand in a file, and going on from it: what is in it, what is taken from it, what is told."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.client.elements_support import Screen, answers, document, section_view, view
from tests.client.kept_file_support import block_of, chapter, kept, lines_of, saved, section
from tests.support.shelf import listen

STANDING = "<h1>Where we stand</h1><overture-standing data-phone></overture-standing>"
EARLIER = '<h1>Our conversation</h1><overture-earlier data-phone id="earlier"></overture-earlier>'
QUESTIONS = '<overture-questions data-phone chapter="Q" section="mixed" round="1"></overture-questions>'
VIEW = view(section_view("mixed"), section_view("limits"), section_view("curious", reveal="mutual"))

SAID = answers(
    words="Tea.",
    one="tea",
    several=["red", "blue"],
    acts={"rope/give": {"level": "yes"}, "story": {"level": "only-if", "if": "no villains"}},
    talk=["how-much"],
)
LIMITS = answers(must_not="Nothing on the neck.", stop_word="red")
OTHER = answers(words="not for your eyes")
FILE = kept(chapter(sections=[section("mixed", OTHER, SAID), section("limits", OTHER, LIMITS)]))


def chooses(screen: Screen, text: str, button: str | None = "Continue from a file") -> None:
    """Choose a file with this text, pressing the button before if there is one."""
    if button is not None:
        screen.press(button)
    file = FilePayload(name="notes.html", mimeType="text/html", buffer=text.encode())
    screen.page.get_by_label("Your file").set_input_files(file)


TAGS = "overture-questions .tag[data-since]"


def tags(screen: Screen) -> list[str]:
    return screen.page.locator(TAGS).all_inner_texts()


# What is in the file


def test_the_data_is_the_same_to_the_byte_in_any_language_and_holds_the_newest_of_all_that_was_opened(
    screen: Screen, browser: Browser, home: str
) -> None:
    rounds = section_view("mixed", state="opened", round=2, earlier=[{"round": 1, "state": "opened"}])
    limits = section_view("limits", state="open", round=2, earlier=[{"round": 1, "state": "opened"}])
    curious = section_view("curious", state="opened", reveal="mutual")
    opened: dict[str, Any] = {
        "mixed/1": {"mine": answers(one="coffee"), "theirs": answers()},
        "mixed/2": {"mine": SAID, "theirs": OTHER},
        "limits/1": {"mine": LIMITS, "theirs": answers(must_not="</script><b>none</b>")},
        "curious/1": {"matches": ["scarf", "rope/a-to-b"]},
    }
    swapped = {
        key: {"mine": pair["theirs"], "theirs": pair["mine"]} if "mine" in pair else pair
        for key, pair in opened.items()
    }
    note = {"text": "We <i>begin</i> slowly.", "agreed": True, "n": 1, "by": "me"}
    state: dict[str, Any] = {"view": view(rounds, limits, curious), "notes": {"mixed": note}}
    taken = {"withdraw": ["rope/give"], "limit": {}}
    other = Screen(browser, home, name="sam")
    screen.show(STANDING, **state, role="A", opened=opened, notices=[{"by": "me", **taken}])
    other.show(STANDING, **state, path="/de/", role="B", opened=swapped, notices=[{"by": "them", **taken}])
    mine, theirs = saved(screen), saved(other, "Als Datei auf diesem Handy speichern")
    assert block_of(mine).encode() == block_of(theirs).encode()
    assert '<html lang="en">' in mine
    assert '<html lang="de">' in theirs
    assert lines_of(mine).startswith("Where we stand|")
    assert lines_of(theirs).startswith("Wo wir stehen|")
    assert json.loads(block_of(mine)) == {
        "format": 1,
        "chapters": [
            {
                "qhash": "Q",
                "set": "every-kind",
                "version": "1.0",
                "sections": [
                    {"id": "mixed", "round": 2, "answers": {"1": SAID, "2": OTHER}, "note": note["text"]},
                    {"id": "limits", "round": 1, "answers": {"1": LIMITS, "2": opened["limits/1"]["theirs"]}},
                    {"id": "curious", "round": 1, "matches": ["rope/a-to-b", "scarf"]},
                ],
                "notices": {"1": [taken], "2": []},
            }
        ],
    }
    other.close()


def test_the_file_reads_by_itself_and_what_anybody_wrote_in_it_stays_text(browser: Browser, home: str) -> None:
    screen = Screen(browser, home)
    hostile = (
        '<img src="https://elsewhere.example/x" onerror="document.title=1"></script><script>document.title=2</script>'
    )
    opened = {"limits/1": {"mine": answers(must_not=hostile), "theirs": LIMITS}}
    screen.show(STANDING, view=view(section_view("limits", state="opened")), opened=opened)
    text = saved(screen)
    assert block_of(text).count("<") == 0
    screen.page.goto("about:blank")
    screen.page.set_content(text)
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Where we stand")
    expect(screen.page.get_by_text(hostile)).to_be_visible()
    assert screen.page.title() == "Notes"
    assert screen.page.locator("img, link, [src], [onerror]").count() == 0
    assert screen.page.locator("script").count() == 1
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.phone.check_accessible()
    screen.phone.screenshot("kept-file")
    screen.close()


# Going on from it


def test_own_answers_become_drafts_and_each_question_says_what_has_changed(screen: Screen) -> None:
    asked: list[str] = []
    listen(screen.page, "request", lambda request: asked.extend([request.url] * (request.resource_type != "font")))
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    asked.clear()
    chooses(screen, FILE)
    expect(screen.page.get_by_role("heading", name="Continue from a file")).to_be_focused()
    screen.press("Person 2")
    expect(screen.page.locator("overture-earlier ul")).to_have_text("A bit of everythingLimits")
    assert screen.draft("mixed") == SAID
    assert screen.draft("limits") == LIMITS
    assert screen.draft("curious") is None
    assert asked == []
    assert screen.page.evaluate("conversation.calls") == []

    words = screen.page.get_by_label("In your words?")
    expect(words).to_have_value("Tea.")
    others = ["As last time"] * 3
    assert tags(screen) == ["As last time", *others]
    words.fill("Tea. And quiet.")
    assert tags(screen) == ["Changed since last time", *others]
    words.fill("Tea. ")
    assert tags(screen) == ["As last time", *others]
    screen.page.get_by_label("Coffee").tap()
    screen.press("Look back over my answers")
    assert tags(screen) == ["As last time", "Changed since last time", *["As last time"] * 4]
    screen.press("Seal my answers")
    assert screen.calls("seal")[0][3]["answers"]["one"] == "coffee"
    screen.become(view=view(section_view("mixed", state="sealed", mine={"commit": "x", "release": None})))
    expect(screen.page.locator("overture-earlier")).to_be_empty()


def test_an_item_that_is_new_or_has_changed_says_so_itself(screen: Screen) -> None:
    asked = document()
    acts = next(each for part in asked["sections"] for each in part["questions"] if each["id"] == "acts")
    for item in acts["items"]:
        del item["group"]
    said = answers(acts={"rope/give": {"level": "yes"}})
    screen.show(EARLIER + QUESTIONS, view=VIEW, document=asked)
    chooses(screen, kept(chapter("older", version="0.9", sections=[section("mixed", said)])))
    screen.press("Person 1")
    screen.asks("Where do you stand?")
    assert tags(screen) == ["As last time", "New", "New"]
    rope, story = screen.page.get_by_role("group", name="Rope"), screen.page.get_by_role("group", name="A story")
    expect(story.locator("[data-since]")).to_have_text("New")
    curious = rope.get_by_role("radiogroup").last.get_by_label("Curious")
    curious.click()
    expect(rope.locator("[data-since]")).to_have_text("Changed since last time")
    assert tags(screen) == ["Changed since last time", "Changed since last time", "New", "New"]
    curious.click()
    story.get_by_label("Yes").click()
    assert tags(screen) == ["As last time", "New", "New"]
    screen.phone.check_accessible()
    screen.phone.screenshot("earlier-items")
    screen.press("Look back over my answers")
    expect(screen.page.locator("overture-questions li").filter(has=screen.page.locator("[data-since]"))).to_have_text(
        ["Yes: Rope (you give), A story New"]
    )


def test_a_file_replaces_a_draft_only_if_the_person_says_so(screen: Screen) -> None:
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    words = screen.page.get_by_label("In your words?")
    words.fill("Something new.")
    for before, button, value, tag in (
        ("Continue from a file", "Keep what I have started", "Something new.", "Changed since last time"),
        ("Choose another file", "Replace it with the answers from the file", "Tea.", "As last time"),
    ):
        chooses(screen, FILE, before)
        screen.press("Person 2")
        expect(screen.page.locator("overture-earlier li").first).to_have_text("A bit of everything")
        screen.press(button)
        expect(words).to_have_value(value)
        expect(screen.page.locator(TAGS).first).to_have_text(tag)
    assert screen.draft("limits") == LIMITS


def test_a_draft_begun_while_the_question_is_open_is_not_replaced_unasked(screen: Screen) -> None:
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    screen.page.get_by_label("In your words?").fill("Something new.")
    for button, asked in (("Replace it with the answers from the file", 2), ("Keep what I have started", 0)):
        screen.page.evaluate("(none) => conversation.saveDraft('limits', none)", answers())
        chooses(screen, FILE)
        screen.press("Person 2")
        sections = screen.page.locator("overture-earlier li")
        expect(sections).to_have_text(["A bit of everything"])
        written = answers(must_not="Nothing on the face.")
        screen.page.evaluate("(written) => conversation.saveDraft('limits', written)", written)
        screen.press(button)
        assert screen.draft("limits") == written
        if asked:
            expect(sections).to_have_count(asked)
            screen.press("Not now")


def test_the_page_names_what_a_file_could_not_fill_in_limits_first(screen: Screen) -> None:
    said = answers(words="x" * 41, one="cocoa", acts={"rope/give": {"level": "gone"}}, never="asked")
    made = kept(chapter("older", version="0.9", sections=[section("limits", LIMITS), section("mixed", said)]))
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    chooses(screen, made)
    screen.press("Person 1")
    notice = screen.page.locator("overture-earlier")
    expect(notice.locator("ul").last.locator("li")).to_have_text(
        ["Where do you stand? Rope (you give)", "In your words?", "Which one?"]
    )
    expect(notice).to_contain_text("There may be limits among them.")
    expect(notice).to_contain_text("your answers to questions that are not here")
    assert screen.draft("mixed") is None
    assert tags(screen) == ["New"] * 4


def test_a_limit_that_has_no_line_any_more_is_named(screen: Screen) -> None:
    said = answers(acts={"sexual-touch/receive": {"level": "hard-limit"}})
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    chooses(screen, kept(chapter("older", version="0.9", sections=[section("elsewhere", said)])))
    screen.press("Person 1")
    notice = screen.page.locator("overture-earlier")
    expect(notice).to_contain_text("there is no line for them here")
    expect(notice.locator("[data-part=limits] + ul li")).to_have_text(["sexual touch"])


def test_such_a_limit_is_named_as_it_was_asked(screen: Screen) -> None:
    opened = {"mixed/1": {"mine": answers(acts={"rope/give": {"level": "hard-limit"}}), "theirs": answers()}}
    screen.show(STANDING, view=view(section_view("mixed", state="opened")), opened=opened)
    file = saved(screen)
    later = document()
    for part in later["sections"]:
        for each in part["questions"]:
            each["items"] = [item for item in each.get("items", []) if item["id"] != "rope"]
    screen.show(EARLIER + QUESTIONS, view=VIEW, document={**later, "id": "another"})
    chooses(screen, file.replace('"qhash":"Q"', '"qhash":"older"'))
    screen.press("Person 1")
    named = screen.page.locator("[data-part=limits] + ul li")
    expect(named).to_have_text(["Rope"])
    # Anybody can write a file: what is no text is not shown.
    chooses(screen, re.sub(r'"names":\{.*?\}\}', '"names":{"rope":{"de":["b"]}}', file), "Choose another file")
    screen.press("Person 1")
    expect(named).to_have_text(["rope"])


def test_a_file_that_is_none_is_told_and_nothing_is_lost(screen: Screen) -> None:
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    screen.page.get_by_label("In your words?").fill("Mine.")
    screen.press("Continue from a file")
    for text, words in (
        ("x" * 5_000_000, "This file is too large"),
        ("<p>A recipe", "This file was not saved"),
        (kept(format=7), "Another version of this page"),
        (kept({"qhash": "Q"}), "was damaged or changed since"),
    ):
        chooses(screen, text, None)
        expect(screen.page.locator("overture-earlier .banner")).to_contain_text(words)
        expect(screen.page.locator("overture-earlier .banner")).to_be_focused()
    chooses(screen, kept(chapter()), None)
    screen.press("Person 1")
    expect(screen.page.locator("overture-earlier .banner")).to_contain_text("None of your answers in this file fit")
    assert screen.draft("mixed")["answers"] == {"words": "Mine."}
    assert tags(screen) == []


@pytest.mark.parametrize(
    "touched",
    [
        {"view": view(section_view("mixed"), section_view("limits", mine={"commit": "x", "release": None}))},
        {"view": view(section_view("mixed", round=2, earlier=[{"round": 1, "state": "opened"}]))},
        {"view": VIEW, "sealed": {"limits/1": LIMITS}},
    ],
)
def test_once_anything_is_sealed_it_is_not_offered(screen: Screen, touched: Any) -> None:
    screen.show(EARLIER, **touched)
    expect(screen.page.locator("overture-earlier")).to_be_empty()


def test_going_on_from_a_file_passes_axe(screen: Screen) -> None:
    screen.show(EARLIER + QUESTIONS, view=VIEW)
    screen.page.get_by_label("In your words?").fill("Mine.")
    acts: dict[str, Callable[[], None]] = {
        "choose": lambda: screen.press("Continue from a file"),
        "wrong": lambda: chooses(screen, "<p>", None),
        "who": lambda: chooses(screen, FILE, None),
        "begun": lambda: screen.press("Person 2"),
        "done": lambda: screen.press("Replace it with the answers from the file"),
    }
    for name, act in acts.items():
        act()
        expect(screen.page.locator("overture-earlier :is(h2, .banner):focus")).to_be_visible()
        screen.passes_axe()
        screen.phone.screenshot(f"earlier-{name}")
    screen.press("Look back over my answers")
    screen.passes_axe()
    screen.phone.screenshot("earlier-look-back")
