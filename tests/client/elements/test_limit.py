"""A limit that one sets alone: what can be chosen, that it only ever goes one way, and what is said of it."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.client.elements_support import Screen, answers, section_view, view

LIMIT = "<h1>Where we stand</h1><overture-limit data-phone></overture-limit>"
MINE = answers(
    acts={"rope/give": {"level": "yes"}, "rope/receive": {"level": "hard-limit"}, "story": {"level": "not-now"}}
)
OPEN = {"mixed/1": {"mine": MINE, "theirs": answers(acts={"rope/receive": {"level": "hard-limit"}})}}


def shows(screen: Screen, **state: Any) -> None:
    seen = {"opened": OPEN, "view": view(section_view("mixed", state="opened")), **state}
    screen.show(LIMIT, **seen)
    screen.page.get_by_text("Set a limit", exact=True).click()


def acts(screen: Screen) -> Locator:
    return screen.page.get_by_label("What is it about?").locator("optgroup option")


def test_one_chooses_what_and_how_far_and_the_partner_is_told_at_once(screen: Screen) -> None:
    shows(screen)
    screen.page.get_by_label("What is it about?").select_option("Rope (you give)")
    screen.page.get_by_label("How far does it go?").select_option("Hard limit")
    screen.phone.check_accessible()
    screen.phone.screenshot("element-limit")
    screen.press("Set this limit")
    assert screen.calls("sendNotice") == [["Q", {"limit": {"rope/give": "hard-limit"}}]]
    said = screen.page.locator("overture-limit .banner")
    expect(said).to_be_focused()
    expect(said).to_have_text(
        "Rope (you give): Hard limit. This phone sends it to your partner at once, or as soon as there is a connection."
    )


def test_only_what_takes_more_away_than_what_stands_can_be_chosen(screen: Screen) -> None:
    shows(screen)
    assert "Rope (you give)" in acts(screen).all_inner_texts()
    assert "Rope (you receive)" not in acts(screen).all_inner_texts()
    levels = screen.page.get_by_label("How far does it go?").locator("option")
    screen.page.get_by_label("What is it about?").select_option("A story")
    expect(levels).to_have_text(["Hard limit"])
    screen.page.get_by_label("What is it about?").select_option("Rope (you give)")
    expect(levels).to_have_text(["Hard limit", "Not now"])
    screen.become(notices=[{"by": "me", "withdraw": [], "limit": {"rope/give": "hard-limit"}, "unreadable": False}])
    assert "Rope (you give)" not in acts(screen).all_inner_texts()


def test_what_is_chosen_stays_when_the_partner_does_something(screen: Screen) -> None:
    shows(screen, notices=[{"by": "me", "withdraw": ["story"], "limit": {}, "unreadable": False}])
    screen.page.get_by_label("What is it about?").select_option("Rope (you give)")
    screen.page.get_by_label("How far does it go?").select_option("Not now")
    # Their head proves that they have seen it.
    screen.become(proved=1)
    expect(screen.page.locator("overture-limit")).to_contain_text("has shown every limit")
    expect(screen.page.get_by_label("How far does it go?")).to_have_value("not-now")
    screen.press("Set this limit")
    assert screen.calls("sendNotice") == [["Q", {"limit": {"rope/give": "not-now"}}]]


def test_a_limit_that_could_not_be_stored_is_not_shown_as_set(screen: Screen) -> None:
    shows(screen, answers={"sendNotice": "throws"})
    screen.page.get_by_label("What is it about?").select_option("Rope (you give)")
    screen.press("Set this limit")
    expect(screen.page.locator("overture-limit .banner")).to_contain_text("your partner does not know about it")
    expect(screen.page.get_by_label("How far does it go?")).to_be_visible()


SLOWLY_STORED = """() => {
  const { writing } = window.conversation;
  const send = writing.sendNotice;
  window.stored = [];
  writing.sendNotice = (...given) => send(...given).then(() => new Promise((done) => window.stored.push(done)));
}"""


def test_a_limit_is_set_while_the_one_before_is_still_being_stored(screen: Screen) -> None:
    shows(screen)
    screen.page.evaluate(SLOWLY_STORED)
    what, said = screen.page.get_by_label("What is it about?"), screen.page.locator("overture-limit .banner")
    for act in ("Rope (you give)", "A story"):
        what.select_option(act)
        screen.press("Set this limit")
        screen.press("Set this limit")
    assert [list(call[1]["limit"]) for call in screen.calls("sendNotice")] == [["rope/give"], ["story"]]
    screen.page.evaluate("() => window.stored.shift()()")
    expect(said).to_contain_text("Rope (you give): Hard limit")
    expect(what.locator("option:checked")).to_have_text("A story")
    screen.page.evaluate("() => window.stored.shift()()")
    expect(said).to_contain_text("A story: Hard limit")
    expect(what).to_have_value("")


def test_a_limit_can_be_set_before_anything_is_sealed_and_in_a_pause(screen: Screen) -> None:
    shows(
        screen, view=view(section_view("mixed"), section_view("curious", reveal="mutual")), opened={}, pausedByMe=True
    )
    assert "Rope (you receive)" in acts(screen).all_inner_texts()
    assert "A scarf" in acts(screen).all_inner_texts(), "what only the mutual section asks"
    screen.page.get_by_label("What is it about?").select_option("A scarf")
    expect(screen.page.get_by_label("How far does it go?").locator("option")).to_have_text(["Not now"])


def two_chapters() -> dict[str, Any]:
    sections = [section_view("mixed", state="opened")]
    chapters: list[Any] = [
        {"qhash": name, "notices": {"mine": [], "theirs": []}, "sections": sections} for name in ("Q", "R")
    ]
    return {**view(*sections), "chapters": chapters}


def test_an_act_that_several_chapters_ask_is_offered_once(screen: Screen) -> None:
    shows(screen, view=two_chapters())
    offered = acts(screen).all_inner_texts()
    assert offered == ["Rope (you give)", "A story"]
    expect(screen.page.locator("overture-limit optgroup")).to_have_count(1)


def test_a_limit_of_ones_own_in_another_chapter_is_known(screen: Screen) -> None:
    limit = answers(acts={"rope/give": {"level": "hard-limit"}})
    pages = {"Q/mixed/1": {"mine": MINE, "theirs": answers()}, "R/mixed/1": {"mine": limit, "theirs": answers()}}
    shows(screen, view=two_chapters(), opened=pages)
    assert acts(screen).all_inner_texts() == ["A story"]


def test_a_limit_in_words_of_ones_own_leads_to_the_lists(screen: Screen) -> None:
    words = {"mine": answers(must_not="Nothing on the neck."), "theirs": answers(must_not="No cameras.")}
    screen.show(
        "<h1>Where we stand</h1><overture-standing data-phone></overture-standing>"
        "<overture-limit data-phone></overture-limit>",
        view=view(section_view("mixed", state="opened"), section_view("limits", state="opened")),
        opened={**OPEN, "limits/1": words},
    )
    offer = screen.page.locator(".screen-only [data-part=limits] li").filter(has=screen.page.get_by_role("button"))
    expect(offer).to_have_count(1)
    expect(offer).to_contain_text("Nothing on the neck.")
    first = screen.page.locator(".screen-only [data-part=limits] .standing-line").first
    expect(first).to_contain_text("Nothing on the neck.")
    screen.phone.check_accessible()
    screen.press("Set this in your lists too")
    expect(screen.page.get_by_label("What is it about?")).to_be_focused()


def test_an_act_that_two_chapters_ask_about_is_offered_once(screen: Screen) -> None:
    """A limit on it holds in both, so a second place to set it would only raise the question which one counts."""
    both = view(section_view("mixed", state="opened"))
    both["chapters"].append({**both["chapters"][0], "qhash": "R"})
    shows(screen, view=both)
    offered = acts(screen).all_inner_texts()
    assert "Rope (you give)" in offered
    assert len(offered) == len(set(offered))
