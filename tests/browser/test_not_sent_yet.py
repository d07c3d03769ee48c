"""A limit that is set where the hub does not hear of it holds on one's own phone at once, wherever it strikes."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import Person, are_talking

SET = """
id = "acts"
version = "1.0"
language = "en"
title = "Acts"
for_whom = "Two people in a test."
minutes = 2
licence = "CC-BY-4.0"
sources = ["the tests"]

[[scale]]
id = "wishes"
levels = [
  { id = "hard-limit", label = "Hard limit", means = "limit" },
  { id = "yes", label = "Yes", means = "yes" },
]

[[section]]
id = "acts"
title = "Acts"
intro = "What each of you would like."
reveal = "both"

[[section.question]]
id = "what"
kind = "items"
prompt = "What would you like?"
levels = "wishes"
align = "levels"
gather = "shared"
max = 60
items = [{ id = "kissing", label = "Kissing" }, { id = "rope", label = "Rope" }, { id = "wax", label = "Wax" }]
"""
NO_NETWORK = r"Failed to load resource|WebSocket connection|ERR_|fetch"
NOT_SENT = "has not been sent yet"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the one small set of this story."""
    folder = tmp_path_factory.mktemp("sets")
    (folder / "acts.toml").write_text(SET, "utf-8")
    return folder


def wants_everything(person: Person) -> None:
    room = person.section("acts")
    for row in room.get_by_role("radiogroup").all():
        row.get_by_role("radio", name="Yes", exact=True).check()
    room.get_by_role("button", name="Look back over my answers").click()
    person.seals("acts")


def part(person: Person, name: str) -> Locator:
    return person.goes_to("standing").locator(f"overture-standing .screen-only .standing-part[data-part={name}]")


def sets_a_limit(person: Person, act: str) -> None:
    limits = person.goes_to("standing").locator("overture-limit")
    if limits.locator("details[open]").count() == 0:
        limits.locator("summary").click()
    limits.get_by_label("What is it about?").select_option(act)
    limits.get_by_label("How far does it go?").select_option("Hard limit")
    limits.get_by_role("button", name="Set this limit").click()


def takes_back(person: Person, act: str) -> None:
    standing = person.goes_to("standing")
    if standing.locator("details.take-back[open]").count() == 0:
        standing.locator("details.take-back summary").click()
    standing.get_by_role("button", name=f"Take this back: {act}").click()


def card(person: Person) -> Locator:
    return person.goes_to("card").locator("overture-card")


def reads_its_own_limits(person: Person) -> None:
    expect(part(person, "limits")).to_contain_text("Kissing")
    expect(part(person, "back")).to_contain_text("Rope")
    expect(part(person, "shared").locator("li")).to_have_count(1)
    expect(part(person, "shared")).to_contain_text("Wax")
    expect(card(person).locator(".screen-only [data-acts=never]")).to_contain_text("Kissing")
    expect(card(person).locator(".screen-only [data-acts=back]")).to_contain_text("Rope")
    held = person.section("acts").locator("overture-opened")
    expect(held.locator("[data-group=not-this-time]")).to_contain_text("Kissing")


def test_a_limit_holds_at_once_on_the_phone_of_whoever_sets_it(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    for person in (mia, sam):
        wants_everything(person)
    for person in (mia, sam):
        person.sees_state("acts", "opened")
        expect(part(person, "shared")).to_contain_text("Kissing")
    sam.writes_note("acts", "All of it, slowly.")
    mia.reads_note("acts", "All of it, slowly.")
    for person in (mia, sam):
        person.settles("acts")
    for person in (mia, sam):
        expect(part(person, "words")).to_contain_text("All of it, slowly.")

    mia.phone.expect_problem(NO_NETWORK)
    mia.phone.offline(True)
    sets_a_limit(mia, "Kissing")
    expect(part(mia, "limits")).to_contain_text("Kissing")
    takes_back(mia, "Rope")
    mia.takes_back("acts")
    expect(part(mia, "words")).to_have_count(0)
    mia.settles("acts")
    mia.takes_back("acts")
    expect(part(mia, "words")).to_have_count(0)
    reads_its_own_limits(mia)
    for place in ("#standing overture-standing", "#card overture-card", "#section-acts overture-opened"):
        expect(mia.page.locator(place)).to_contain_text(NOT_SENT)
    expect(mia.section("acts").locator("overture-notes")).to_contain_text(NOT_SENT)
    mia.phone.check_accessible()
    file = mia.saves_a_file().read_text("utf-8")
    assert "had not been sent" in file
    assert '"kissing":"hard-limit"' in file
    assert '"rope"' in file
    assert "All of it, slowly." not in file
    expect(part(sam, "shared")).to_contain_text("Kissing")

    mia.phone.offline(False)
    for person in (mia, sam):
        reads_its_own_limits(person)
        expect(part(person, "words")).to_have_count(0)
        expect(person.page.locator("#stage")).not_to_contain_text(NOT_SENT)
