"""Both want an act, and a set that is added later asks for limits: a limit there strikes the act everywhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import Person

HEAD = """
id = "{name}"
version = "1.0"
language = "en"
title = "{title}"
for_whom = "The tests."
minutes = 5
licence = "CC-BY-4.0"
sources = ["the tests"]
"""
WISHES = """
[[scale]]
id = "wish"
levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "no", label = "Not now", means = "not-now" }]

[[section]]
id = "wishes"
title = "Wishes"
intro = "Only what you both want is shown."
reveal = "mutual"

[[section.question]]
id = "acts"
kind = "items"
prompt = "What do you wish for?"
levels = "wish"
items = [{ id = "kissing", label = "Kissing" }, { id = "dancing", label = "Dancing" }]
"""
LIMITS = """
[[scale]]
id = "bounds"
levels = [
  { id = "hard", label = "Hard limit", means = "limit" },
  { id = "open", label = "No limit here", means = "open" },
]

[[section]]
id = "limits"
title = "Limits"
intro = "They always reach the other."
reveal = "both"

[[section.question]]
id = "acts"
kind = "items"
prompt = "Where are your limits?"
levels = "bounds"
gather = "limits"
items = [{ id = "kissing", label = "Kissing" }, { id = "dancing", label = "Dancing" }]
"""
SECOND = "chapter-2-section-limits"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    (folder / "first.toml").write_text(HEAD.format(name="first", title="What you wish for") + WISHES, "utf-8")
    (folder / "second.toml").write_text(HEAD.format(name="second", title="Where it ends") + LIMITS, "utf-8")
    return folder


def part(person: Person, room: str, name: str) -> Locator:
    return person.goes_to(room).locator(f".screen-only [data-part={name}]")


def test_a_limit_in_one_set_strikes_an_act_in_another(mia: Person, sam: Person) -> None:
    sam.types_code(mia.starts("What you wish for"))
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()
    for person in (mia, sam):
        rows = person.section("wishes").get_by_role("radiogroup")
        for row in (0, 1):
            rows.nth(row).get_by_role("radio", name="Yes").check()
        person.skips_and_seals("wishes")
    for person in (mia, sam):
        expect(person.section("wishes").locator("overture-opened")).to_contain_text("Kissing")
        expect(part(person, "standing", "curious")).to_contain_text("Kissing")

    mia.goes_to("overview").get_by_role("button", name="Add questions").click()
    mia.page.get_by_role("button", name="Add these questions: Where it ends").click()
    for person, kissing in ((mia, "No limit here"), (sam, "Hard limit")):
        rows = person.section(SECOND).get_by_role("radiogroup")
        rows.nth(0).get_by_role("radio", name=kissing).check()
        rows.nth(1).get_by_role("radio", name="No limit here").check()
        person.skips_and_seals(SECOND)
    for person in (mia, sam):
        person.sees_state(SECOND, "opened")
        wanted = part(person, "standing", "curious")
        expect(wanted).to_contain_text("Dancing")
        expect(wanted).not_to_contain_text("Kissing")
        expect(part(person, "standing", "limits")).to_contain_text("Kissing")
        expect(part(person, "card", "limits")).to_contain_text("Kissing")
        expect(person.section("wishes").locator("overture-opened")).to_contain_text("limit")
