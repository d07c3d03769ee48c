"""A final answer, such as “I want to end the dynamic”, as each of the two reads it: it holds, and nobody is pressed."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client.elements_support import FIRST_SCENE, Screen, answers, document, section_view, view
from tests.client.kept_file_support import lines_of, saved

LOOKING_AGAIN = document(FIRST_SCENE.with_name("looking-again.toml"))
OPENED = '<h1>A section</h1><overture-opened data-phone chapter="Q" section="going-on" round="{}"></overture-opened>'
STANDING = "<h1>Where we stand</h1><overture-standing data-phone></overture-standing>"
ASKED = "How would you like to go on?"
SIDES = {"A": ("mine", "theirs"), "B": ("theirs", "mine")}
PRESSING = ("Until you have talked", "What would make this good for you?", "Let’s talk", "Take this back")
"""What would ask somebody who has ended it for another answer."""
END = "This holds for both of you: “I want to end the dynamic”. It is enough that one of you says so."
BOTH = "You have both said this, and it holds: “I want to end the dynamic”. It needs no reasons."

Pair = tuple[dict[str, Any], dict[str, Any]]


def show(screen: Screen, html: str, role: str, *rounds: Pair) -> None:
    """How to go on was opened so many times; of each what A and what B said."""
    mine, theirs = SIDES[role]
    opened = {f"going-on/{at}": {mine: pair[0], theirs: pair[1]} for at, pair in enumerate(rounds, 1)}
    earlier = [section_view("going-on", state="opened", round=at) for at in range(1, len(rounds))]
    section = section_view("going-on", state="opened", round=len(rounds), earlier=earlier)
    screen.show(html.format(len(rounds)), role=role, document=LOOKING_AGAIN, view=view(section), opened=opened)


def said(go_on: str | None, **marks: list[str]) -> dict[str, Any]:
    return answers(**({} if go_on is None else {"go_on": go_on}), **marks)


MARK = {"talk": ["go-on"], "first": ["go-on"]}


@pytest.mark.parametrize("role", ["A", "B"])
@pytest.mark.parametrize(
    ("rounds", "words"),
    [
        ([(said("end"), said("as-now"))], END),
        ([(said("end"), said("not-sure", **MARK))], END),
        ([(said("end"), said(None))], END),
        ([(said("end"), said("end"))], BOTH),
        ([(said("end"), said("as-now")), (said(None), said("as-now"))], END),
    ],
    ids=["another answer", "doubt and marks", "a blank", "both", "left blank since"],
)
def test_an_end_holds_and_nobody_is_pressed(screen: Screen, rounds: list[Pair], words: str, role: str) -> None:
    show(screen, OPENED, role, *rounds)
    page = screen.page.locator("overture-opened")
    expect(page.get_by_role("heading", name="What holds for both of you")).to_be_visible()
    expect(page.locator("article", has_text=ASKED)).to_contain_text(words)
    assert not [press for press in (*PRESSING, "Talk about these first") if press in page.inner_text()]
    show(screen, STANDING, role, *rounds)
    standing = screen.page.locator("overture-standing .screen-only").first
    expect(standing.locator("[data-part=final]")).to_contain_text(words)
    expect(standing.locator("[data-part=shared], [data-part=open], [data-part=take-back]")).to_have_count(0)
    for text in (standing.inner_text(), lines_of(saved(screen))):
        assert not [press for press in (*PRESSING, "alk about") if press in text]
    screen.phone.check_accessible()


def test_whoever_ended_it_may_talk_about_it(screen: Screen) -> None:
    show(screen, STANDING, "B", (said("end", **MARK), said("as-now")))
    expect(screen.page.locator(".screen-only [data-part=open]")).to_contain_text(
        "Your partner would rather talk about it"
    )
    expect(screen.page.locator(".screen-only [data-part=final]")).to_contain_text(END)
    show(screen, OPENED, "B", (said("end", **MARK), said("as-now")))
    expect(screen.page.locator("[data-group=talk]")).to_contain_text("How do you feel about this now?")


def test_a_new_answer_of_its_own_person_takes_it_back(screen: Screen) -> None:
    show(screen, STANDING, "B", (said("end"), said("as-now")), (said("as-now"), said("as-now")))
    expect(screen.page.locator(".screen-only [data-part=final]")).to_have_count(0)
    expect(screen.page.locator(".screen-only [data-part=shared]")).to_contain_text("As it is now")
