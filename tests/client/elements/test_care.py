"""What somebody says for themselves alone is met on the phone: with help and two ways out. Nobody else is told."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from overture.settings import BUILTIN_QUESTIONS
from tests.client.elements_support import FIRST_SCENE, Screen, document, section_view, view

READY = "<h1>x</h1><h2>Ground rules</h2><overture-ready data-phone></overture-ready>"
ADDED = '<h1>x</h1><overture-ready data-phone state="read" chapter="R"></overture-ready>'
YES = "I am an adult, clear-headed and here freely: ready"
STOPS = "With the answers above, you cannot say that you are ready."
LEAD = "You do not have to continue. Nobody is told what you chose."


def begin(screen: Screen, questions: Path = FIRST_SCENE, html: str = READY, **state: Any) -> None:
    screen.show(html, document=document(questions), view=view(section_view("limits")), **state)


def question(screen: Screen, name: str) -> Locator:
    return screen.page.locator(f"[data-question={name}]")


def stored(screen: Screen) -> str:
    kept: str = screen.page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    return kept


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("adult", "No"),
        ("sober", "Not quite"),
        ("sober", "No"),
        ("freely", "Partly, I feel some pressure"),
        ("freely", "No, I was pressed"),
    ],
)
def test_nobody_can_say_ready_who_has_just_said_otherwise(screen: Screen, asked: str, answer: str) -> None:
    begin(screen)
    expect(screen.button(YES)).to_be_enabled()
    chosen = question(screen, asked).get_by_label(answer, exact=True)
    chosen.click()
    expect(screen.button(YES)).to_have_count(0)
    expect(screen.page.locator("overture-ready")).to_contain_text(STOPS)
    expect(question(screen, asked).locator(".care")).to_contain_text(LEAD)
    chosen.click()
    expect(screen.button(YES)).to_be_enabled()
    expect(screen.page.locator(".care")).to_have_count(0)


@pytest.mark.parametrize(
    ("asked", "answer"), [("yes-meaning-no", "Often"), ("steady", "Not today"), ("freely", "Not sure")]
)
def test_care_is_offered_and_the_choice_stays_ones_own(screen: Screen, asked: str, answer: str) -> None:
    begin(screen)
    before = stored(screen)
    question(screen, asked).get_by_label(answer, exact=True).click()
    care = question(screen, asked).locator(".care")
    expect(care).to_contain_text(LEAD)
    expect(screen.page.locator("#status")).to_have_text(LEAD)
    expect(care.get_by_role("link", name="Help, and people to talk to")).to_have_attribute("href", "/help")
    expect(care.get_by_role("button", name="Exit now")).to_have_attribute("data-act", "exit")
    expect(screen.button(YES)).to_be_enabled()
    assert stored(screen) == before
    assert screen.calls("send") == []
    care.get_by_role("button", name="Not ready yet").click()
    assert screen.calls("pause") == [[]]


def test_ordinary_answers_are_met_with_nothing(screen: Screen) -> None:
    begin(screen)
    for group in screen.page.get_by_role("radiogroup").all():
        group.get_by_role("radio").first.click()
    expect(screen.page.locator(".care")).to_have_count(0)
    expect(screen.button(YES)).to_be_enabled()


def test_private_answers_are_gone_with_the_page(screen: Screen) -> None:
    begin(screen)
    question(screen, "adult").get_by_label("No", exact=True).click()
    begin(screen)
    expect(screen.button(YES)).to_be_enabled()
    expect(screen.page.locator(".care")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "asked", "answer"),
    [
        ("looking-again", "afraid", "Yes"),
        ("looking-again", "still-free", "No"),
        ("ongoing", "afraid", "Sometimes"),
        ("after-scene", "unwanted", "Yes"),
        ("after-scene", "safe-to-say", "No"),
    ],
)
def test_the_private_questions_of_other_sets_are_answered_too(
    screen: Screen, name: str, asked: str, answer: str
) -> None:
    begin(screen, BUILTIN_QUESTIONS / f"{name}.toml", ADDED)
    question(screen, asked).get_by_label(answer, exact=True).click()
    expect(question(screen, asked).locator(".care")).to_contain_text(LEAD)
    expect(screen.page.locator(".care")).to_have_count(1)


def test_help_is_offered_in_the_language_of_the_page(screen: Screen) -> None:
    begin(screen, path="/de/")
    question(screen, "adult").get_by_label("Nein", exact=True).click()
    expect(screen.page.locator(".care")).to_contain_text("Du musst nicht weitermachen.")


def test_the_offer_of_help_passes_axe(screen: Screen) -> None:
    begin(screen)
    question(screen, "adult").get_by_label("No", exact=True).click()
    question(screen, "yes-meaning-no").get_by_label("Often").click()
    screen.passes_axe()
    screen.phone.screenshot("element-care")


def test_what_is_never_sent_says_so_once(screen: Screen) -> None:
    screen.show(READY, document=document(FIRST_SCENE), view=view(both_ready=False))
    expect(screen.page.get_by_text("never sent")).to_have_count(1)
    expect(screen.page.locator("overture-ready")).to_contain_text("This page forgets your answers")
