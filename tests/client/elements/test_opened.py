"""What is read together: the note in our words, where we stand, the scene card; all of it by axe."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.client.elements_support import Screen, scene_view, section_view, view
from tests.client.kept_file_support import lines_of, saved
from tests.client.opened_support import OPEN, OPENED, SWAPPED, VIEW
from tests.client.shell_page import INSIDE

NOTES = '<h1>A section</h1><overture-notes data-phone chapter="Q" section="mixed"></overture-notes>'
STANDING = "<h1>Where we stand</h1><overture-standing data-phone></overture-standing>"
CARD = "<h1>Scene card</h1><overture-card data-phone></overture-card>"

# In our words


def note(text: str, n: int = 1, **fields: Any) -> dict[str, Any]:
    said = {"n": n, "by": "them", "text": text, "settledMe": False, "settledThem": False, "agreed": False, **fields}
    return {"mixed": said}


def noted(n: int, **fields: Any) -> dict[str, Any]:
    return view(
        section_view("mixed", state="opened", note={"n": n, "by": "them", "box": "B", "before": None}, **fields)
    )


def test_a_note_is_written_and_both_say_that_is_what_we_said(screen: Screen) -> None:
    screen.show(NOTES, view=VIEW, answers={"writeNote": {"ok": True}})
    screen.press("Write it down")
    field = screen.page.get_by_label("Your text")
    expect(field).to_be_focused()
    field.press_sequentially("We begin slowly.")
    screen.press("Save for both of us")
    expect(field).to_have_count(0)
    assert screen.calls("writeNote") == [["Q", "mixed", "We begin slowly.", 0]]
    screen.become(view=noted(1), notes=note("We begin slowly."))
    expect(screen.page.locator(".card")).to_have_text("We begin slowly.")
    screen.press("Yes, that is what we said")
    assert screen.calls("settle") == [["Q", "mixed", 1, True]]
    screen.become(notes=note("We begin slowly.", settledMe=True, settledThem=True, agreed=True))
    expect(screen.page.locator("overture-notes")).to_contain_text("You have both confirmed these words")
    expect(screen.button("Take my yes back")).to_be_focused()
    screen.press("Take my yes back")
    assert screen.calls("settle")[1] == ["Q", "mixed", 1, False]
    back = {"me": {"n": 2, "note": "B", "yes": False, "box": "S"}, "them": None}
    screen.become(view=noted(1, settled=back), notes=note("We begin slowly.", settledThem=True))
    expect(screen.page.locator("overture-notes")).to_contain_text("Talk about this again")


def test_whoever_is_overtaken_keeps_the_text(screen: Screen) -> None:
    screen.show(NOTES, view=VIEW, answers={"writeNote": {"lost": "mine"}})
    screen.press("Write it down")
    field = screen.page.get_by_label("Your text")
    field.fill("mine")
    field.evaluate("(node) => { window.typedInto = node; }")
    screen.become(view=noted(1), notes=note("theirs"))
    expect(field).to_be_focused()
    expect(field).to_have_value("mine")
    assert screen.page.evaluate("window.typedInto.isConnected")
    screen.press("Save for both of us")
    expect(screen.page.locator("overture-notes .banner:visible")).to_contain_text("while you were writing")
    expect(screen.page.locator(".card")).to_have_text("theirs")
    expect(screen.page.get_by_label("Your text")).to_have_value("mine")
    screen.become(answers={"writeNote": {"ok": True}})
    screen.press("Save for both of us")
    expect(field).to_have_count(0)
    assert [call[3] for call in screen.calls("writeNote")] == [0, 1]


def test_a_note_that_was_being_written_survives_a_reload(screen: Screen) -> None:
    screen.show(NOTES, view=VIEW)
    screen.press("Write it down")
    screen.page.get_by_label("Your text").fill("not yet saved")
    screen.show(NOTES, view=VIEW)
    expect(screen.page.get_by_label("Your text")).to_have_value("not yet saved")
    screen.press("Leave it as it was")
    screen.show(NOTES, view=VIEW)
    expect(screen.button("Write it down")).to_be_visible()
    expect(screen.page.get_by_label("Your text")).to_have_count(0)


def test_a_note_that_is_on_its_way_here_is_waited_for(screen: Screen) -> None:
    """A move has brought it; it is put in its place a moment after the page has been opened."""
    screen.show(NOTES, view=VIEW, awaitsDrafts=True)
    expect(screen.page.locator("overture-notes button")).to_have_count(0)
    screen.page.evaluate(f"""async () => {{
      {INSIDE}
      const draft = {{ text: 'from the other phone', basedOn: 0 }};
      (await inside('storage/drafts')).saveNote(conversation.id, 'Q', 'mixed', draft);
    }}""")
    screen.become(awaitsDrafts=False)
    expect(screen.page.get_by_label("Your text")).to_have_value("from the other phone")


def test_nothing_is_written_during_a_pause(screen: Screen) -> None:
    screen.show(NOTES, view=noted(1), notes=note("We begin slowly."), pausedByThem=True)
    expect(screen.page.locator("overture-notes")).to_contain_text("Nothing new can be written here")
    expect(screen.page.locator("overture-notes button")).to_have_count(0)


def test_in_a_scene_nothing_is_written_or_agreed_and_what_was_said_can_be_taken_back(screen: Screen) -> None:
    scene = {**noted(1), "scene": scene_view("stopped")}
    screen.show(NOTES, view=noted(1), notes=note("We begin slowly."), answers={"writeNote": {"lost": "quickly"}})
    screen.press("Change the words")
    screen.page.get_by_label("Your text").fill("quickly")
    screen.become(view=scene)
    screen.press("Save for both of us")
    expect(screen.page.locator("overture-notes .banner[tabindex]")).to_contain_text("during a scene")
    expect(screen.page.get_by_label("Your text")).to_have_value("quickly")
    screen.press("Leave it as it was")
    expect(screen.page.locator("overture-notes button")).to_have_count(0)
    screen.become(notes=note("We begin slowly.", settledMe=True))
    screen.press("Take my yes back")
    screen.become(view=noted(1), pausedByThem=True)
    screen.press("Take my yes back")
    assert [call[3] for call in screen.calls("settle")] == [False, False]


def test_a_yes_is_taken_back_whatever_else_is_on_its_way(screen: Screen) -> None:
    mine, theirs = note("We begin slowly.", settledMe=True), note("We begin slowly.")
    screen.show(NOTES, view=noted(1), notes=theirs, answers={"settle": "waits", "writeNote": "waits"})
    screen.press("Yes, that is what we said")
    screen.press("Yes, that is what we said")
    screen.become(notes=mine)
    screen.press("Change the words")
    screen.page.get_by_label("Your text").fill("We begin quickly.")
    screen.press("Save for both of us")
    expect(screen.button("Leave it as it was")).to_be_hidden()
    screen.press("Take my yes back")
    screen.press("Take my yes back")
    assert [call[3] for call in screen.calls("settle")] == [True, False]


# Where we stand


def test_where_we_stand_is_the_same_for_both(screen: Screen, browser: Browser, home: str) -> None:
    other = Screen(browser, home, name="sam")
    words = {"mixed": note("We begin slowly.", settledMe=True, settledThem=True, agreed=True)["mixed"]}
    screen.show(STANDING, view=VIEW, opened=OPEN, role="A", notes=words)
    other.show(STANDING, view=VIEW, opened=SWAPPED, role="B", notes=words)
    mine = saved(screen)
    assert mine == saved(other)
    lines = lines_of(mine)
    assert "A bit of everything|We begin slowly." in lines
    assert "Rope (Person 1 gives)" in lines.split("Shared ground|")[1].split("Conditions|")[0]
    assert "Person 1|What must not happen?|Nothing on the neck.|Rope (Person 2 gives)|Hard limit" in lines
    assert "Person 2|Your word for stop?|pineapple" in lines
    assert "A story|Only if … no villains" in lines
    for shown, you, partner in ((screen, "red", "pineapple"), (other, "pineapple", "red")):
        part = shown.page.locator(".screen-only [data-part=stop-signals]")
        part.locator("summary").click()
        expect(part.locator("h3", has_text="You").first).to_be_visible()
        assert set(part.locator(".written").all_text_contents()) == {you, partner}
        shown.phone.check_accessible()
    limits = other.page.locator(".screen-only [data-part=limits]")
    expect(limits).to_contain_text("Rope (you give)")
    other.close()


def test_paper_says_person_1_and_person_2(screen: Screen) -> None:
    screen.show(STANDING, view=VIEW, opened=OPEN)
    expect(screen.page.locator(".screen-only [data-part=limits]")).to_be_visible()
    screen.page.emulate_media(media="print")
    expect(screen.page.locator(".print-only [data-part=limits]")).to_contain_text("Person 1")
    expect(screen.page.locator(".screen-only [data-part=limits]")).to_be_hidden()
    expect(screen.button("Print")).to_be_hidden()


@pytest.mark.parametrize(("role", "opened", "by"), [("A", OPEN, "give"), ("B", SWAPPED, "receive")])
def test_either_alone_takes_something_back_at_once(screen: Screen, role: str, opened: Any, by: str) -> None:
    screen.show(STANDING, view=VIEW, opened=opened, role=role)
    side = "you give" if role == "A" else "you receive"
    screen.page.get_by_text("Take something back").click()
    screen.press(f"Take this back: Rope ({side})")
    assert screen.calls("sendNotice") == [["Q", {"withdraw": [f"rope/{by}"]}]]
    screen.become(notices=[{"by": "me", "withdraw": [f"rope/{by}"], "limit": {}}])
    expect(screen.page.locator(".screen-only [data-part=back]")).to_contain_text(f"Rope ({side})")
    expect(screen.page.locator(".screen-only [data-part=shared]")).not_to_contain_text("Rope")


def test_a_limit_that_was_set_since_stands_among_the_limits(screen: Screen) -> None:
    screen.show(
        STANDING, view=VIEW, opened=OPEN, notices=[{"by": "them", "withdraw": [], "limit": {"story": "hard-limit"}}]
    )
    limits = screen.page.locator(".screen-only [data-part=limits]")
    expect(limits).to_contain_text("A story")
    expect(screen.page.locator(".screen-only [data-part=conditions]")).to_have_count(0)


def test_a_later_notice_makes_no_limit_softer(screen: Screen) -> None:
    said = [{"by": "them", "withdraw": [], "limit": {"story": level}} for level in ("hard-limit", "not-now")]
    screen.show(STANDING, view=VIEW, opened=OPEN, notices=said)
    theirs = screen.page.locator(".screen-only [data-part=limits] li", has_text="A story")
    expect(theirs.locator(".standing-about")).to_have_text(["Hard limit"])


def test_a_notice_that_takes_nothing_away_sets_no_limit(screen: Screen) -> None:
    limit = {"story": "yes", "rope/give": "no-such-level", "nothing": "hard-limit"}
    screen.show(STANDING, view=VIEW, opened=OPEN, notices=[{"by": "them", "withdraw": [], "limit": limit}])
    page = screen.page.locator(".screen-only")
    expect(page.locator("[data-part=limits]")).not_to_contain_text("A story")
    expect(page.locator("[data-part=limits]")).not_to_contain_text("no-such-level")
    expect(page.locator("[data-part=shared]")).not_to_contain_text("A story")


def test_a_notice_that_cannot_be_read_is_told(screen: Screen) -> None:
    notices = [{"by": "them", "withdraw": [], "limit": {}, "unreadable": True}]
    screen.show(STANDING, view=VIEW, opened=OPEN, notices=notices)
    expect(screen.page.locator(".screen-only [data-part=back]")).to_contain_text("Ask your partner before you continue")


def test_where_we_stand_says_when_nothing_is_open(screen: Screen) -> None:
    screen.show(STANDING, view=view(section_view("mixed")), opened={})
    expect(screen.page.locator("overture-standing")).to_contain_text("Nothing has opened yet")


def test_what_is_read_together_passes_axe(screen: Screen) -> None:
    settled = note("We begin slowly.", settledMe=True)
    for name, html in {"opened": OPENED.format("mixed", 1), "notes": NOTES, "standing": STANDING, "card": CARD}.items():
        screen.show(html, view=VIEW, opened=OPEN, notes=settled)
        expect(screen.page.locator("main h2").first).to_be_visible()
        screen.passes_axe()
        screen.phone.screenshot(f"element-{name}")
