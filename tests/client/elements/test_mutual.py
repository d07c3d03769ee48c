"""A mutual section on the screen: area by area, what is told before sealing, and what both want."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client.elements_support import Screen, answers, section_view, view

ABOUT = 'chapter="Q" section="curious"'
ROUND = 'round="1"'
QUESTIONS = f"<h1>Curious about</h1><overture-questions {ABOUT} {ROUND}></overture-questions>"
OPENED = f"<h1>Curious about</h1><overture-opened {ABOUT} {ROUND}></overture-opened>"
SEALED = f'<h1>Curious about</h1><overture-sealed {ABOUT} {ROUND} state="sealed"></overture-sealed>'
ALL = ["rope/a-to-b", "rope/b-to-a", "scarf", "story", "letter/a-to-b", "letter/b-to-a"]


def curious(**fields: Any) -> dict[str, Any]:
    return section_view("curious", **{"reveal": "mutual", **fields})


def begin(screen: Screen, **state: Any) -> None:
    screen.show(QUESTIONS, **{"view": view(curious()), **state})


def opened(screen: Screen, matches: list[str], *, html: str = OPENED, **state: Any) -> None:
    state = {"opened": {"curious/1": {"matches": matches}, **state.pop("also", {})}, **state}
    screen.show(html, **{"view": view(curious(state="opened")), **state})


def acts(screen: Screen) -> list[str]:
    return [text.replace("\n", " ") for text in screen.page.locator(".mutual-act").all_inner_texts()]


def test_each_area_is_a_step_of_its_own_and_counts_no_answers(screen: Screen) -> None:
    begin(screen)
    way = screen.page.locator(".way p")
    expect(screen.page.get_by_role("heading", name="Being held in place")).to_be_visible()
    expect(way).to_have_text("1 of 3")
    screen.page.get_by_role("radiogroup", name="Rope You give").get_by_label("Curious").check()
    expect(way).to_have_text("1 of 3")
    for mark in ("Rather talk", "Bring up first", "Skip"):
        expect(screen.button(mark)).to_have_count(0)
    screen.press("Next")
    screen.press("Next")
    expect(way).to_have_text("3 of 3")
    screen.press("Skip this area")
    expect(screen.page.locator(".question")).to_contain_text("Nobody can tell it from a no")
    assert screen.draft("curious")["skip"] == ["told-stories"]


def test_before_sealing_it_says_what_a_result_tells(screen: Screen) -> None:
    begin(screen, answers={"seal": "waits"})
    screen.press("Look back over my answers")
    bar = screen.page.locator(".seal-bar")
    expect(bar).to_contain_text("your partner did not say yes or curious to it today")
    expect(bar).to_contain_text("Someone who says yes to everything")
    expect(screen.page.get_by_role("progressbar")).to_have_count(0)
    screen.press("Seal my answers")
    expect(screen.button("Sealing …")).to_be_disabled()
    now = {"about": "Q/curious/1", "task": "commit", "done": 2, "of": 6}
    screen.page.evaluate("(now) => window.conversation.computes(now)", now)
    shown = screen.page.get_by_role("progressbar", name="Sealing your answers, one by one")
    expect(shown).to_have_js_property("value", 2)
    expect(shown).to_have_js_property("max", 6)
    screen.page.evaluate("(now) => window.conversation.computes(now)", {**now, "about": "Q/curious/2"})
    expect(screen.page.get_by_role("progressbar")).to_have_count(0)


def test_without_a_worker_nothing_is_sealed_and_the_answers_stay(screen: Screen) -> None:
    begin(screen, answers={"seal": "no worker"})
    screen.page.get_by_role("radiogroup", name="A scarf").get_by_label("Yes").check()
    screen.press("Look back over my answers")
    screen.press("Seal my answers")
    expect(screen.page.locator(".seal-bar")).to_contain_text("Nothing was sealed. Your answers are still here")
    expect(screen.button("Seal my answers")).to_be_enabled()
    assert screen.draft("curious")["answers"] == {"tied": {"scarf": {"level": "yes"}}}


def test_what_one_has_sealed_can_be_read_until_it_opens(screen: Screen) -> None:
    screen.show(SEALED, view=view(curious(state="sealed")), sealed={"curious/1": {"wanted": ["rope/b-to-a", "story"]}})
    expect(screen.page.locator("overture-sealed")).to_contain_text("see what you both want. Nothing else is shown.")
    screen.page.get_by_text("Read what you sealed").click()
    assert acts(screen) == ["Rope (you receive)", "A story"]


@pytest.mark.parametrize(("role", "gives"), [("A", "give"), ("B", "receive")])
def test_what_both_want_is_told_from_the_readers_side(screen: Screen, role: str, gives: str) -> None:
    opened(screen, ["rope/a-to-b", "story"], role=role)
    expect(screen.page.get_by_role("heading", name="What you both want")).to_be_visible()
    labels = {"give": "Rope (you give)", "receive": "Rope (you receive)"}
    assert acts(screen) == [labels[gives], "A story"]
    headings = screen.page.locator(".opened-part h3").all_inner_texts()
    assert headings == ["Yes or curious"]


def test_ones_own_mark_stays_visible_to_oneself(screen: Screen) -> None:
    """What the partner said of the two is never sent."""
    both = {"curious/1": {"matches": ["rope/a-to-b", "scarf", "story"], "curious": ["scarf"]}}
    screen.show(OPENED, view=view(curious(state="opened")), opened=both)
    parts = screen.page.locator(".opened-part")
    expect(parts.locator("h3")).to_have_text(["You said yes", "Talk before you plan it"])
    expect(parts.first.locator(".mutual-act")).to_have_text(["Rope (you give)", "A story"])
    expect(parts.last.locator(".mutual-act")).to_have_text(["A scarf You are curious"])
    expect(screen.page.locator("overture-opened")).to_contain_text(
        "To know which of the two your partner said, ask them"
    )


def test_nothing_mutual_is_a_kind_screen_and_no_empty_list(screen: Screen) -> None:
    opened(screen, [])
    expect(screen.page.get_by_role("heading", name="Nothing in common here today")).to_be_visible()
    expect(screen.page.locator("overture-opened")).to_contain_text("Your answers stay unseen")
    expect(screen.page.locator("overture-opened :is(ul, ol, li)")).to_have_count(0)


@pytest.mark.parametrize(("role", "level"), [("A", "not-now"), ("B", "hard-limit")])
def test_a_limit_set_elsewhere_wins_and_is_shown_as_respected(screen: Screen, role: str, level: str) -> None:
    """Here the partner does not give rope: what is received from them is struck, what is given to them is not."""
    theirs = answers(acts={"rope/give": {"level": level}})
    opened(
        screen,
        ALL,
        role=role,
        view=view(section_view("mixed", state="opened"), curious(state="opened")),
        also={"mixed/1": {"mine": answers(), "theirs": theirs}},
    )
    expect(screen.page.locator(".ruled-out-names li")).to_have_text(["Rope (you receive)"])
    screen.page.locator(".ruled-out-acts > summary").click()
    shown = acts(screen)
    struck = "Rope (you receive) There is a limit on this"
    assert shown[-1] == struck
    expect(screen.page.locator("s")).to_have_text(["Rope (you receive)"])
    assert len([text for text in shown if "There is a limit" in text]) == 1
    screen.show(
        "<h1>Where we stand</h1><overture-standing></overture-standing>",
        role=role,
        view=view(section_view("mixed", state="opened"), curious(state="opened")),
        opened={"curious/1": {"matches": ALL}, "mixed/1": {"mine": answers(), "theirs": theirs}},
    )
    part = screen.page.locator(".screen-only [data-part=curious] li").all_inner_texts()
    assert sorted(part) == sorted(["Rope (you give)", "A scarf", "A story", "A letter, both ways"])


def test_a_match_that_was_taken_back_since_says_so(screen: Screen) -> None:
    notices = [
        {"by": "them", "withdraw": ["rope/give"], "limit": {}, "unreadable": False},
        {"by": "me", "withdraw": [], "limit": {"rope/give": "hard-limit"}, "unreadable": False},
    ]
    opened(screen, ["rope/a-to-b", "rope/b-to-a"], notices=notices)
    # Both directions: the name alone, until the list is unfolded.
    expect(screen.page.locator(".ruled-out-names li")).to_have_text(["Rope"])
    screen.page.get_by_text("Not this time 2").click()
    assert acts(screen) == [
        "Rope (you give) There is a limit on this",
        "Rope (you receive) taken back",
    ]
    expect(screen.page.locator("overture-opened")).to_contain_text("That comes first")
    screen.show(
        "<h1>Where we stand</h1><overture-standing></overture-standing>",
        view=view(curious(state="opened")),
        opened={"curious/1": {"matches": ["rope/b-to-a", "story"]}},
        notices=notices[:1],
    )
    expect(screen.page.locator(".screen-only [data-part=curious] li")).to_have_text(["A story"])
    expect(screen.page.locator(".screen-only [data-part=back] li")).to_have_text(["Rope (you receive)"])


def test_either_can_take_a_match_back(screen: Screen) -> None:
    screen.show(
        "<h1>Where we stand</h1><overture-standing></overture-standing>",
        role="B",
        view=view(curious(state="opened")),
        opened={"curious/1": {"matches": ["letter/a-to-b"]}},
    )
    screen.page.get_by_text("Take something back").click()
    screen.press("Take this back: A letter (you receive)")
    assert screen.calls("sendNotice") == [["Q", {"withdraw": ["letter/receive"]}]]


def test_a_new_round_says_which_it_is_and_compares_nothing(screen: Screen) -> None:
    state: dict[str, Any] = {"view": view(curious(round=2)), "opened": {"curious/1": {"matches": ["story"]}}}
    screen.show(QUESTIONS.replace(ROUND, 'round="2"'), **state)
    expect(screen.page.locator("overture-questions")).to_contain_text("Round 2. It is not compared with earlier rounds")
    expect(screen.button("Start with my answers from last time")).to_have_count(0)
    screen.show(
        OPENED.replace(ROUND, 'round="2"'),
        view=view(curious(round=2, state="opened")),
        opened={"curious/1": {"matches": ["story"]}, "curious/2": {"matches": ["scarf"]}},
    )
    expect(screen.page.locator("overture-opened")).to_contain_text("Round 2. It is not compared with earlier rounds")
    expect(screen.page.locator("overture-opened")).not_to_contain_text("changed since")


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        ("mutual-before", "Nothing of yours was shown"),
        ("mutual-after", "Your partner may have learnt what you both want"),
        ("mutual-elsewhere", "sealed this round on another"),
        ("mutual-no-worker", "Nothing is lost"),
    ],
)
def test_a_mutual_section_that_does_not_open_says_why(screen: Screen, problem: str, sentence: str) -> None:
    state: dict[str, Any] = {"view": view(curious(state="both-sealed")), "opened": {"curious/1": {"problem": problem}}}
    screen.show(OPENED + SEALED.replace("<h1>Curious about</h1>", ""), **state)
    expect(screen.page.locator("overture-opened")).to_contain_text(sentence)
    expect(screen.page.locator("overture-sealed")).to_contain_text(sentence)


def test_every_state_passes_axe(screen: Screen) -> None:
    begin(screen, answers={"seal": "waits"})
    screen.passes_axe()
    screen.press("Look back over my answers")
    screen.press("Seal my answers")
    now = {"about": "Q/curious/1", "task": "commit", "done": 2, "of": 6}
    screen.page.evaluate("(now) => window.conversation.computes(now)", now)
    screen.passes_axe()
    screen.show(SEALED, view=view(curious(state="sealed")), sealed={"curious/1": {"wanted": ["rope/b-to-a", "story"]}})
    screen.page.get_by_text("Read what you sealed").click()
    screen.passes_axe()
    opened(screen, ALL, notices=[{"by": "them", "withdraw": ["rope/give"], "limit": {}, "unreadable": False}])
    screen.passes_axe()
    opened(screen, [])
    screen.passes_axe()
