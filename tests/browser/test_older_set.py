"""The server gets a newer version of the questions in mid-conversation, which goes on with the older one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, are_talking
from tests.browser.test_moving import asks, shows_code
from tests.support.browser import Phones
from tests.support.hub import Hub
from tests.support.two_versions import NEW_ITEM, NEW_PROMPT, OLD_PROMPT, TITLE, put_newer, put_older

NEWER_LIMITS = "chapter-2-section-limits"


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """The folder of question sets of the server; the older version is in it."""
    put_older(tmp_path)
    return tmp_path


@pytest.fixture
def hub(start_hub: Callable[..., Hub], sets: Path) -> Hub:
    return start_hub(env={"QUESTIONS_DIR": str(sets)})


def both_answer(one: Person, other: Person, section: str, choice: int = 0) -> None:
    for person in (one, other):
        person.answers_and_seals(section, choice, by_touch=False)
    for person in (one, other):
        person.sees_state(section, "opened")


def both_read(one: Person, other: Person, section: str, text: str) -> None:
    for person in (one, other):
        expect(person.reads(section)).to_contain_text(text)


def moves(mia: Person, new: Person) -> None:
    mia.phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    move = mia.goes_to("this-conversation").locator("overture-move")
    move.get_by_text("Move to another phone").click()
    move.get_by_role("button", name="Show the code").click()
    asks(new, shows_code(mia))
    move.get_by_role("button", name="Yes, move").click()
    new.page.get_by_role("link", name="Continue here").click()


@pytest.mark.chromium_alone("Firefox knows no permission to read the clipboard")
def test_a_conversation_goes_on_with_the_version_it_began_with(
    mia: Person, sam: Person, phones: Phones, hub: Hub, sets: Path
) -> None:
    new = Person(phones.new("mia-new"), "Mia again")
    for person in (mia, sam):
        person.phone.expect_problem("WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource")
    are_talking(mia, sam)
    both_answer(mia, sam, "limits")
    mia.section("care").get_by_role("textbox").fill("Tea.")

    put_newer(sets)
    hub.restart()
    # Nobody who is in the conversation meets the newer words, whether the page is loaded again or not.
    sam.page.reload()
    both_read(mia, sam, "limits", OLD_PROMPT)
    expect(mia.section("care").get_by_role("textbox")).to_have_value("Tea.")
    for person in (mia, sam):
        person.skips_and_seals("care")
    both_read(mia, sam, "care", "Tea.")

    # The section is asked again in the words of the first time.
    mia.section("limits").get_by_role("button", name="I would like a new round").click()
    sam.section("limits").get_by_role("button", name="Yes, a new round").click()
    for person in (mia, sam):
        person.sees_state("limits", "open")
        expect(person.section("limits").locator(".question-prompt", has_text=OLD_PROMPT)).to_be_visible()
    both_answer(mia, sam, "limits", 1)
    mia.page.reload()
    both_read(mia, sam, "limits", "Ice")

    # The other phone gets the older version too, from a server that offers only the newer one by now.
    moves(mia, new)
    both_read(new, sam, "limits", OLD_PROMPT)
    both_read(new, sam, "care", "Tea.")

    # The newer version is a further chapter; both together are one page of where the two stand.
    new.goes_to("overview").get_by_role("button", name="Add questions").click()
    new.page.get_by_role("button", name=f"Add these questions: {TITLE}").click()
    expect(sam.section(NEWER_LIMITS).locator(".question-prompt", has_text=NEW_PROMPT)).to_be_visible()
    both_answer(new, sam, NEWER_LIMITS)
    both_read(new, sam, NEWER_LIMITS, NEW_ITEM)
    both_read(new, sam, "limits", OLD_PROMPT)
    headings = new.goes_to("standing").locator(".screen-only .standing-part h2").all_inner_texts()
    assert headings.count("Limits") == 1
