"""An opened section on the screen: its parts, its rows, what filters and folds them, and the opening itself."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.client.elements_support import FIRST_SCENE, Screen, answers, document, section_view, view
from tests.client.opened_support import MINE, OPEN, OPENED, THEIRS, VIEW
from tests.client.shell_page import INSIDE

SAME_PART = [
    (
        "/",
        "You have both chosen the same part here. Talk about what would suit you both.",
        "You have both chosen the same part: talk about what would suit you both",
    ),
    (
        "/de/",
        "Ihr habt hier beide denselben Part gewählt. Besprecht, was für euch beide passt.",
        "Ihr habt beide denselben Part gewählt: Besprecht, was für euch beide passt",
    ),
]


def question(screen: Screen, prompt: str) -> Locator:
    return screen.page.locator("article", has=screen.page.get_by_role("heading", name=prompt, exact=True))


def part(screen: Screen, group: str) -> Locator:
    return screen.page.locator(f".opened-part[data-group={group}]")


def act(place: Locator, name: str) -> Locator:
    return place.locator(".opened-row", has=place.page.locator(".act-name", has_text=name))


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (answers(one="unsure"), answers(one="tea"), ["You gave an answer to talk about."]),
        (answers(one="tea"), answers(one="unsure"), ["Your partner gave an answer to talk about."]),
        (answers(one="unsure"), answers(one="unsure"), ["You both gave an answer to talk about."]),
        (
            answers(one="unsure"),
            answers(one="tea", talk=["one"]),
            ["Your partner would rather talk about this.", "You gave an answer to talk about."],
        ),
        (answers(one="unsure", talk=["one"]), answers(one="tea"), ["You would rather talk about this."]),
    ],
)
def test_each_question_to_talk_about_says_why(screen: Screen, mine: Any, theirs: Any, why: list[str]) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened={"mixed/1": {"mine": mine, "theirs": theirs}})
    one = question(screen, "Which one?")
    expect(one.locator(".tag")).to_have_text(["Let’s talk"])
    expect(one.locator("p.hint")).to_have_text(why)


def test_both_answers_stand_side_by_side_with_what_they_mean(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    talk = part(screen, "talk")
    assert talk.locator("h3").all_inner_texts() == ["Which one?", "Which ones?", "How much?"]
    one = question(screen, "Which one?")
    expect(one.locator(".tag")).to_have_text(["Different"])
    expect(one.locator("dt")).to_have_text(["You", "Your partner"])
    expect(one.locator("dd")).to_have_text(["Tea", "Coffee"])
    several = question(screen, "Which ones?")
    expect(several.locator(".tag")).to_have_text(["Partly the same"])
    expect(several.locator("dt")).to_have_text(["Both of you", "Only you"])
    expect(several.locator("dd")).to_have_text(["Blue", "Red"])
    much = question(screen, "How much?")
    expect(much.locator(".tag")).to_have_text(["Let’s talk"])
    expect(much).to_contain_text("Your partner would rather talk about this.")
    words = question(screen, "In your words?")
    expect(words.locator(".tag")).to_have_count(0)
    expect(question(screen, "What have you done?").locator("dd")).to_have_text(
        ["giving: Some · receiving: No answer", "No answer"]
    )
    expect(words.locator("dd").first.locator("p")).to_have_text(["Tea, a blanket.", "And quiet."])
    expect(words.locator("dd").last).to_have_text("Water <b>and</b> warmth")


def test_nobody_is_asked_what_would_make_a_passed_limit_good(screen: Screen) -> None:
    said = {"mine": answers(limits_kept="no"), "theirs": answers(limits_kept="yes")}
    screen.show(
        OPENED.format("signals-limits", 1),
        document=document(FIRST_SCENE.with_name("after-scene.toml")),
        view=view(section_view("signals-limits", state="opened")),
        opened={"signals-limits/1": said},
    )
    expect(part(screen, "talk").locator(".begin")).to_have_text("Ask: “How do you feel about this now?”")


@pytest.mark.parametrize(
    ("theirs", "begin"),
    [
        ({"activities": {"kissing": {"level": "not-sure"}}}, "How do you feel about this now?"),
        ({"affection": "not-sure"}, "How do you feel about this now?"),
        ({"affection": "ask"}, "What would make this good for you?"),
    ],
)
def test_who_is_not_sure_is_not_asked_what_would_make_it_good(
    screen: Screen, theirs: dict[str, Any], begin: str
) -> None:
    mine = {"activities": {"kissing": {"level": "no-limit"}}, "affection": "hug"}
    screen.show(
        OPENED.format("limits", 1),
        document=document(FIRST_SCENE),
        view=view(section_view("limits", state="opened")),
        opened={"limits/1": {"mine": answers(**mine), "theirs": answers(**theirs)}},
    )
    expect(part(screen, "talk").locator(".begin")).to_have_text(f"Ask: “{begin}”")


def test_what_both_say_stands_there_once(screen: Screen) -> None:
    same = {"limits/1": {"mine": answers(stop_word="red"), "theirs": answers(stop_word="red")}}
    screen.show(OPENED.format("limits", 1), view=VIEW, opened=same)
    word = question(screen, "Your word for stop?")
    expect(word.locator("dt")).to_have_text(["Both of you"])
    expect(word.locator("dd")).to_have_text(["red"])


def test_stop_words_that_differ_are_talked_about(screen: Screen) -> None:
    screen.show(OPENED.format("limits", 1), view=VIEW, opened=OPEN)
    expect(part(screen, "talk").locator(".banner")).to_have_text(["Your stop words differ: agree on one"])
    expect(part(screen, "talk").locator(".begin")).to_have_text("Ask: “Which word will we both use?”")


@pytest.mark.parametrize(("path", "says", "point"), SAME_PART, ids=["en", "de"])
def test_two_who_both_wait_for_the_other_are_told_so(screen: Screen, path: str, says: str, point: str) -> None:
    waits = answers(who_writes="you-write", when_write=["next-day"])
    state: dict[str, Any] = {
        "document": document(FIRST_SCENE), "view": view(section_view("aftercare", state="opened")),
        "opened": {"aftercare/1": {"mine": waits, "theirs": waits}},
    }  # fmt: skip
    screen.show(OPENED.format("aftercare", 1), path=path, **state)
    expect(part(screen, "talk").locator("article")).to_have_count(1)
    expect(part(screen, "talk").locator("article")).to_contain_text(says)
    screen.show("<h1>x</h1><overture-standing data-phone></overture-standing>", path=path, **state)
    expect(screen.page.locator(".screen-only [data-part=open] li")).to_contain_text(point)


def test_an_act_has_one_row_and_says_in_words_what_each_direction_comes_to(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    row = act(part(screen, "both"), "Rope")
    expect(row.locator(".way")).to_have_text(["You give You both said yes", "You receive Not this time: your limit"])
    expect(row.locator(".act-more")).to_be_empty()
    row.locator("summary").click()
    expect(row.locator(".act-more > p")).to_have_text(["Rope (you give)", "Rope (you receive)"])
    expect(row.locator(".act-more dd")).to_have_text(["Yes", "Yes", "Hard limit", "Yes"])
    story = act(part(screen, "condition"), "A story")
    expect(story.locator(".way")).to_have_text(["Yes, on your condition"])
    expect(story.locator(".condition-said")).to_have_text(["You: Only if … no villains"])
    expect(screen.page.locator(".card")).to_contain_text("Where do you stand? Marked by you.")


def test_what_is_ruled_out_is_folded_and_stays_in_sight(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    ruled_out = part(screen, "not-this-time")
    names = ruled_out.locator(".ruled-out-names")
    expect(names).to_have_text("Rope (you receive)")
    expect(ruled_out.locator(".opened-row")).to_be_hidden()
    ruled_out.get_by_role("heading", name="Not this time 1").click()
    expect(ruled_out.locator(".opened-row summary")).to_have_text(["Rope (you receive) your limit"])
    expect(names).to_be_hidden()
    expect(ruled_out).to_contain_text("Say your limit once in your own words. Your partner repeats it.")


def test_the_line_of_what_there_is_filters(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    chips = screen.page.get_by_role("group", name="Overview").get_by_role("button")
    expect(chips).to_have_text(["To talk about 3", "Both 1", "With a condition 1", "Not this time 1"])
    last = chips.nth(3)
    last.focus()
    screen.page.keyboard.press("Enter")
    expect(last).to_have_attribute("aria-pressed", "true")
    shown = screen.page.locator(".opened-part:visible")
    expect(shown).to_have_count(1)
    expect(shown.locator(".opened-row summary")).to_have_text(["Rope (you receive) your limit"])
    notices = [{"by": "them", "withdraw": ["rope/receive"], "limit": {}, "unreadable": False}]
    screen.become(notices=notices)
    expect(chips).to_have_text(["To talk about 3", "With a condition 1", "Not this time 1"])
    expect(chips.nth(2)).to_be_focused()
    expect(shown).to_have_count(1)
    expect(shown.locator(".way")).to_have_text(["You give taken back", "You receive your limit"])
    screen.page.keyboard.press("Space")
    expect(chips.nth(2)).to_have_attribute("aria-pressed", "false")
    expect(shown).to_have_count(4)


def test_the_signs_have_a_legend(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    screen.page.get_by_text("What the labels mean").click()
    expect(screen.page.locator(".legend dt")).to_have_text(
        ["To talk about", "Both", "With a condition", "Not this time", "You give", "You receive"]
    )


def test_limits_in_words_of_ones_own_stand_above_what_both_agree_to(screen: Screen) -> None:
    screen.show(OPENED.format("limits", 1), view=VIEW, opened=OPEN)
    headings = screen.page.locator("h2").all_inner_texts()
    assert headings == ["To talk about", "Limits you named"]
    chips = screen.page.get_by_role("group", name="Overview").get_by_role("button")
    assert [chip.inner_text().rsplit(" ", 1)[0] for chip in chips.all()] == headings
    both = {"mixed/1": {"mine": {**MINE, "first": []}, "theirs": THEIRS}}
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=both)
    headings = screen.page.locator(".opened h2").all_inner_texts()
    assert headings == ["To talk about", "Both", "With a condition", "Not this time 1", "Everything else"]


def test_skipped_and_blank_look_alike(screen: Screen) -> None:
    screen.show(OPENED.format("limits", 1), view=VIEW, opened=OPEN)
    limit = question(screen, "What must not happen?")
    expect(limit.locator("dd")).to_have_text(["Nothing on the neck.", "No answer"])
    screen.show(OPENED.format("limits", 1), view=VIEW, opened={"limits/1": {"mine": answers(), "theirs": answers()}})
    expect(question(screen, "Your word for stop?").locator("dd")).to_have_text(["No answer", "No answer"])


OPENS = (
    "async (opened) => {"
    + INSIDE
    + """
  const { nextMacrotask } = await inside('ui/macrotask');
  window.conversation.become({ opened });
  await nextMacrotask();
  const place = document.querySelector('overture-opened');
  const top = () => place.querySelector('h2').getBoundingClientRect().top;
  const motions = document.getAnimations();
  const before = top();
  const told = motions.map(({ animationName, effect }) => [animationName, effect.getTiming().duration]);
  for (const motion of motions) motion.finish();
  const later = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
  return new Promise((resolve) => later(() => resolve({ told, moved: top() - before })));
}"""
)


def test_the_envelope_opens_once_and_nothing_moves_after_it(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened={})
    expect(screen.page.locator("overture-opened")).to_have_text("Opening …")
    opens = screen.page.evaluate(OPENS, OPEN)
    assert opens == {"told": [["wait", 300], ["open", 300], ["lift", 300]], "moved": 0}
    expect(screen.page.locator(".envelope, .opening")).to_have_count(0)
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    expect(screen.page.get_by_role("heading", name="Which one?")).to_be_visible()
    expect(screen.page.locator(".envelope, .opening")).to_have_count(0)


def test_where_less_motion_is_wished_for_nothing_moves(browser: Browser, home: str) -> None:
    still = Screen(browser, home, reduced_motion="reduce")
    still.show(OPENED.format("mixed", 1), view=VIEW, opened={})
    assert still.page.evaluate(OPENS, OPEN) == {"told": [], "moved": 0}
    expect(still.page.locator(".envelope")).to_be_hidden()
    still.close()


def test_contents_stand_beside_the_column_where_there_is_room(browser: Browser, home: str) -> None:
    wide = Screen(browser, home, viewport={"width": 1000, "height": 640}, is_mobile=False, has_touch=False)
    wide.show(OPENED.format("mixed", 1), view=VIEW, opened=OPEN)
    links = wide.page.get_by_role("navigation", name="On this page").get_by_role("link")
    expect(links).to_have_text(["To talk about", "Both", "With a condition", "Not this time", "Everything else"])
    wide.page.get_by_role("button", name="Both 1").click()
    links.nth(3).focus()
    wide.page.keyboard.press("Enter")
    expect(part(wide, "not-this-time").locator("summary").first).to_be_focused()
    expect(wide.page.locator(".opened-part:visible")).to_have_count(5)
    rail = wide.page.locator(".rail").bounding_box()
    column = part(wide, "talk").bounding_box()
    assert rail
    assert column
    assert 0 <= rail["x"] < rail["x"] + rail["width"] < column["x"]
    assert rail["y"] >= 0
    assert wide.page.evaluate("document.documentElement.scrollWidth") == 1000
    wide.phone.check_accessible()
    wide.page.set_viewport_size({"width": 800, "height": 640})
    expect(wide.page.locator(".rail")).to_be_hidden()
    wide.close()


def test_a_section_that_cannot_be_opened_says_so(screen: Screen) -> None:
    screen.show(OPENED.format("mixed", 1), view=VIEW, opened={"mixed/1": {"problem": "cannot-open"}})
    expect(screen.page.locator("overture-opened")).to_contain_text("could not open the sealed answers")
    expect(screen.page.locator("article")).to_have_count(0)


def test_a_new_round_shows_what_has_changed(screen: Screen) -> None:
    later = {**MINE, "answers": {**MINE["answers"], "one": "coffee", "several": ["blue", "red"]}}
    again = {**OPEN, "mixed/2": {"mine": later, "theirs": THEIRS}}
    screen.show(OPENED.format("mixed", 2), view=VIEW, opened=again)
    expect(question(screen, "Which one?").locator(".tag")).to_have_text(["changed since the last round"])
    expect(question(screen, "Which ones?").locator(".tag")).to_have_text(["Partly the same"])
