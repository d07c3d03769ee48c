"""Adding a further question set, and where the two stand over several of them."""

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.client.elements_support import Screen, answers, scene_view, section_view, view

ADD = "<h1>Our conversation</h1><overture-add data-phone></overture-add>"
SETS = [
    {"qhash": "Q", "id": "first-scene", "title": {"en": "First"}, "for_whom": {"en": "Two"}, "minutes": 40},
    {"qhash": "R", "id": "after-scene", "title": {"en": "After"}, "for_whom": {"en": "Both"}, "minutes": 20},
]
UNWISHED = {"me": None, "them": None}


def conversation(*chapters: str, **fields: Any) -> dict[str, Any]:
    """The view of a conversation with these chapters, in which both are ready."""
    made = view(section_view("limits"))
    first = made["chapters"][0]
    made["chapters"] = [{**first, "qhash": qhash} for qhash in chapters or ("Q",)]
    return {**made, "scene": scene_view(), "prolong": UNWISHED, "expires": 1_800_000_000, **fields}


def offers(screen: Screen, status: int = 200, sets: Any = SETS) -> None:
    body = json.dumps(sets if status == 200 else {"code": "away", "message": ""})

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body=body)

    screen.page.unroute("**/questions")
    screen.page.route("**/questions", answer)


def test_a_question_set_is_chosen_and_added(screen: Screen) -> None:
    offers(screen)
    screen.show(ADD, view=conversation(), answers={"send": {"ack": True}})
    screen.press("Add questions")
    cards = screen.page.locator("overture-add li")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("AfterBothAbout 20 minutes")
    expect(screen.page.get_by_role("heading", name="More questions")).to_be_focused()
    screen.phone.check_accessible()
    screen.press("Not now")
    expect(cards).to_have_count(0)
    screen.press("Add questions")
    screen.press("Add these questions: After")
    assert screen.calls("send") == [[{"do": "add", "chapter": "R"}]]
    screen.become(view=conversation("Q", "R"))
    expect(screen.page.locator("[data-added]")).to_be_focused()
    expect(screen.page.locator("[data-added]")).to_have_text(
        "“After” was added for both of you. Answer it when you want to."
    )
    expect(screen.page.get_by_role("link")).to_have_attribute("href", "#chapter-2-section-limits")


def test_after_a_scene_keeping_it_longer_is_offered_and_takes_both(screen: Screen) -> None:
    offers(screen)
    screen.show(ADD, view=conversation(), answers={"send": {"ack": True}})
    screen.press("Add questions")
    screen.press("Add these questions: After")
    screen.become(view=conversation("Q", "R"))
    screen.phone.check_accessible()
    screen.press("Ask for one more day")
    assert screen.calls("send")[-1] == [{"do": "prolong", "until": 1_800_086_400}]
    screen.become(view=conversation("Q", "R", prolong={"me": 1_800_086_400, "them": None}))
    expect(screen.page.locator("overture-add")).to_contain_text("if your partner would like that too")
    screen.become(view=conversation("Q", "R", prolong={"me": None, "them": 1_800_050_000}))
    screen.press("Yes, more time")
    assert screen.calls("send")[-1] == [{"do": "prolong", "until": 1_800_050_000}]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"pausedByThem": True}, "You cannot add questions during a pause."),
        ({"view": conversation(scene=scene_view("running"))}, "You cannot add questions during a scene."),
        ({"view": conversation(*"QRSTUVWX")}, "room for eight sets"),
    ],
)
def test_where_nothing_can_be_added_it_says_so_without_a_button(screen: Screen, state: Any, words: str) -> None:
    screen.show(ADD, **{"view": conversation(), **state})
    expect(screen.page.locator("overture-add")).to_contain_text(words)
    expect(screen.page.get_by_role("button")).to_have_count(0)


def test_before_both_are_ready_there_is_nothing(screen: Screen) -> None:
    screen.show(ADD, view=conversation(ready={"me": True, "both": False}))
    expect(screen.page.locator("overture-add")).to_be_empty()


def test_what_does_not_work_is_said_and_can_be_tried_again(screen: Screen) -> None:
    screen.phone.expect_problem("503")
    offers(screen, 503)
    screen.show(ADD, view=conversation(), answers={"send": {"refused": "paused", "message": ""}})
    screen.press("Add questions")
    expect(screen.page.locator("overture-add .banner")).to_be_focused()
    offers(screen)
    screen.press("Add questions")
    screen.press("Add these questions: After")
    expect(screen.page.locator("overture-add .banner")).to_have_text(
        "Those questions could not be added. Nothing has changed. Try again in a moment."
    )
    offers(screen, sets=SETS[:1])
    screen.press("Not now")
    screen.press("Add questions")
    expect(screen.page.locator("overture-add")).to_contain_text("You already have all the questions on this server.")


OPENED = '<h1>A section</h1><overture-opened data-phone chapter="Q" section="mixed" round="3"></overture-opened>'


def test_what_has_changed_stands_at_the_top_in_words_for_each(screen: Screen) -> None:
    before = {
        "mine": answers(words="Tea.", acts={"rope/give": {"level": "yes"}, "rope/receive": {"level": "hard-limit"}}),
        "theirs": answers(one="tea", acts={"rope/give": {"level": "yes"}}),
    }
    now = {
        "mine": answers(words="Tea.", acts={"rope/give": {"level": "hard-limit"}, "rope/receive": {"level": "yes"}}),
        "theirs": answers(one="coffee", acts={}, talk=["words"]),
    }
    # The round between the two could not be opened.
    rounds = {"mixed/1": before, "mixed/2": {"problem": "cannot-open"}, "mixed/3": now}
    screen.show(OPENED, view=view(section_view("mixed", state="opened", round=3)), opened=rounds)
    part = screen.page.locator("[data-part=changes]")
    assert screen.page.locator("h2").first.inner_text() == "What has changed since the last round"
    expect(part.locator("h3")).to_have_text(["You", "Your partner"])
    assert [" ".join(line.split()) for line in part.locator("li").all_inner_texts()] == [
        "A new limit. Rope (you give) Hard limit Before: Yes",
        "No longer a limit. Rope (you receive) Yes Before: Hard limit",
        "No longer a yes. Rope (you receive) No answer Before: Yes",
        "Changed. Which one? Coffee Before: Tea",
        "Now would rather talk about it. In your words?",
    ]
    screen.phone.check_accessible()
    screen.become(opened={**rounds, "mixed/3": before})
    expect(part).to_contain_text("Nothing has changed for either of you.")


def test_where_we_stand_is_one_page_over_all_chapters_and_a_limit_in_one_wins_in_all(screen: Screen) -> None:
    standing = "<h1>Where we stand</h1><overture-standing data-phone></overture-standing>"
    both = {
        "mine": answers(acts={"rope/give": {"level": "yes"}}),
        "theirs": answers(acts={"rope/receive": {"level": "yes"}}),
    }
    limit = {"mine": answers(acts={"rope/give": {"level": "hard-limit"}}), "theirs": answers()}
    made = conversation("Q", "R")
    for chapter in made["chapters"]:
        chapter["sections"] = [section_view("mixed", state="opened")]
    # The made-up conversation answers for every chapter alike unless it is told apart by name.
    screen.show(standing, view=made, opened={"mixed/1": both})
    parts = screen.page.locator(".screen-only .standing-part h2")
    expect(parts).to_have_text(["Shared ground"])
    screen.become(opened={"mixed/1": both, "R/mixed/1": limit})
    expect(parts).to_have_text(["Limits"])
