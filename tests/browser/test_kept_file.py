"""Where the two stand, kept as a file by both, and a new code on which one goes on from it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person, are_talking, pair_and_begin
from tests.browser.wishes import question_sets
from tests.client.kept_file_support import block_of
from tests.support.hub import Hub
from tests.support.shelf import listen

CANARY = "a-canary-of-sam"


@pytest.fixture
def hub(start_hub: Callable[..., Hub], tmp_path: Path) -> Hub:
    """A hub with the set that holds every kind of question."""
    return start_hub(env={"QUESTIONS_DIR": str(question_sets(tmp_path))})


def keeps(person: Person) -> Path:
    return person.saves_a_file()


def sent_by(page: Page) -> list[str]:
    """Everything that goes out from this page from now on: requests whole, and the socket's frames."""
    sent: list[str] = []
    listen(page, "request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data}"))
    listen(page, "websocket", lambda socket: socket.on("framesent", lambda payload: sent.append(str(payload))))
    return sent


def test_both_keep_the_same_and_one_goes_on_from_it_on_a_new_code(mia: Person, sam: Person) -> None:
    sam = Person(sam.phone, CANARY)
    are_talking(mia, sam)
    mia.answers_and_seals("mixed", 1, by_touch=False)
    sam.answers_and_seals("mixed", 4, by_touch=False)
    for person in (mia, sam):
        person.reads("mixed")
    mine, theirs = keeps(mia), keeps(sam)
    block = block_of(mine.read_text())
    assert block == block_of(theirs.read_text())
    assert CANARY in block
    mia.phone.screenshot("standing-to-keep")
    mia.ends()
    sam.sees_closed()

    sent = sent_by(sam.page)
    pair_and_begin(sam, mia)
    kept = sam.goes_to("this-conversation")
    kept.get_by_role("button", name="Continue from a file").click()
    kept.get_by_label("Your file").set_input_files(theirs)
    kept.get_by_role("button", name="Person 2").click()
    expect(kept.locator("overture-earlier li")).to_have_text(["A bit of everything"])
    sam.phone.screenshot("continued-from-a-file")
    room = sam.section("mixed")
    expect(room.get_by_role("textbox")).to_have_value(CANARY)
    room.get_by_role("textbox").fill(f"{CANARY}, and tea")
    room.get_by_role("button", name="Look back over my answers").click()
    tags = room.locator("[data-since]")
    expect(tags).to_have_text(["Changed since last time", *["As last time"] * 5])
    sam.seals("mixed")
    sam.sees_state("mixed", "sealed")
    expect(sam.goes_to("this-conversation").locator("overture-earlier")).to_be_empty()
    assert sent
    assert not [line for line in sent if CANARY in line or block[:60] in line]
    assert mia.section("mixed").locator("[data-since]").count() == 0
