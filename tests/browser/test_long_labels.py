"""A set of one's own whose every text begins with a word of sixty letters, and everywhere that shows it: nothing is
wider than the phone, on the narrowest one and in the largest text, or than the paper."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from overture.questions.model import load_file
from overture.questions.worksheet import worksheet
from tests.browser.evening import SETS, Player
from tests.browser.people import ANSWER_AT_ONCE
from tests.browser.test_long_words import SIZE, WIDER, fits
from tests.client.elements_support import EVERY_KIND
from tests.support.browser import Phones
from tests.support.hub import Hub
from tests.support.two_sets import ADDED

WORD = "Wollknäuel" * 6
KEYS = "title for_whom prompt help intro why label term text low high group give_says receive_says risk"
TEXTS = re.compile(rf"\b({KEYS.replace(' ', '|')}) = \"([^\"]*)\"")
TITLE = f"{WORD} Every kind of question"
BACK_LIMITS = "chapter-2-section-limits"
PAPER: ViewportSize = {"width": 680, "height": 960}
"""As wide as A4 is between its margins."""


def lengthened(source: Path, folder: Path) -> Path:
    """A copy of a set whose every text begins with the long word."""
    copy = folder / source.name
    copy.write_text(TEXTS.sub(rf'\1 = "{WORD} \2"', source.read_text("utf-8")), "utf-8")
    return copy


class Narrow(Player):
    """Somebody with the narrowest phone, who looks at each question before answering it."""

    def _answers_step(self, step: Locator, choice: int) -> None:
        fits(self, "a question")
        step.evaluate(ANSWER_AT_ONCE, [choice, self.says, self.one_word])
        fits(self, "a question with its answer")

    def looks_at(self, *rooms: str) -> None:
        for room in rooms:
            self.goes_to(room)
            fits(self, room)


@pytest.fixture
def sets(tmp_path: Path) -> list[Path]:
    return [lengthened(source, tmp_path) for source in (Path(EVERY_KIND), SETS / f"{ADDED}.toml")]


@pytest.fixture
def hub(start_hub: Callable[..., Hub], sets: list[Path]) -> Hub:
    return start_hub(env={"QUESTIONS_DIR": str(sets[0].parent)})


@pytest.fixture
def two(phones: Phones) -> tuple[Narrow, Narrow]:
    one, other = [phones.new(name, viewport={"width": 320, "height": 640}) for name in ("narrow", "narrow too")]
    return Narrow(one, "W" * 40), Narrow(other, "w" * 40)


def fits_a_page(page: Page, where: str) -> None:
    for size in ("", "200%"):
        page.evaluate(SIZE, size)
        assert page.evaluate(WIDER) == [0, []], f"{where} at {size or '100%'}"
    page.evaluate(SIZE, "")


def they_meet(mia: Narrow, sam: Narrow) -> None:
    for path in ("/start", "/words"):
        mia.phone.goto(path)
        expect(mia.page.locator("main")).to_contain_text(WORD)
        fits(mia, path)
    code = mia.starts(with_set=TITLE)
    fits(mia, "the code")
    sam.types_code(code)
    for who in (mia, sam):
        who.is_paired()
    fits(mia, "the ground rules")
    for who in (mia, sam):
        who.is_ready()


def they_answer(mia: Narrow, sam: Narrow, section: str) -> None:
    mia.answers(section, 0)
    fits(mia, f"the look back over {section}")
    mia.seals(section)
    fits(mia, f"{section}, sealed")
    sam.answers_and_seals(section, 1, by_touch=False)
    for who in (mia, sam):
        who.reads(section)
        fits(who, f"{section}, opened")


def they_want_the_same(mia: Narrow, sam: Narrow) -> None:
    for who in (mia, sam):
        room = who.section("curious")
        room.get_by_role("radiogroup").last.get_by_role("radio").first.check()
        room.get_by_role("button", name="Look back over my answers").click()
        who.seals("curious")
    for who in (mia, sam):
        who.sees_state("curious", "opened")
        expect(who.section("curious").locator(".mutual-name")).to_have_count(1)
        fits(who, "what both want")


def they_talk_it_through(mia: Narrow, sam: Narrow) -> None:
    for who in (mia, sam):
        who.goes_to("overview").get_by_role("link", name="Talk it through").click()
    talk = mia.page.locator("#talk overture-talk")
    last = talk.get_by_role("heading", name="That was the last point")
    while not last.is_visible():
        fits(mia, "a point")
        before = talk.text_content() or ""
        talk.locator("[data-key=next]").first.click()
        expect(talk).not_to_have_text(before)
    fits(mia, "the end of the talk")
    points = talk.locator("ul").get_by_role("button").all_inner_texts()
    assert len(points) == len(set(points)), "two points of one name"


def they_play(mia: Narrow, sam: Narrow) -> None:
    mia.is_ready_to_begin()
    fits(mia, "one is ready to begin")
    sam.is_ready_to_begin()
    for who in (mia, sam):
        who.is_shown_the_card()
        fits(who, "a scene")
    sam.stops()
    for who in (mia, sam):
        who.sees_that_all_has_stopped()
        fits(who, "stopped")
    sam.lifts_the_stop()
    for who in (mia, sam):
        who.says_that_it_is_over()
    for who in (mia, sam):
        who.sees_no_pause()
    fits(mia, "after a scene")


def on_paper(who: Narrow, sets: list[Path]) -> None:
    """What is printed of a conversation, and the worksheets."""
    who.page.set_viewport_size(PAPER)
    who.page.emulate_media(media="print")
    for room in ("standing", "card"):
        who.goes_to(room)
        fits(who, f"{room}, printed")
    who.page.emulate_media(media="screen")
    who.page.set_viewport_size({"width": 320, "height": 640})
    page = who.phone.context.new_page()
    page.set_viewport_size(PAPER)
    media: Literal["screen", "print"]
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        for file in sets:
            page.set_content(worksheet(load_file(file)))
            assert page.evaluate(WIDER) == [0, []], f"the worksheet {file.stem}, on {media}"
    page.close()


def on_a_new_code(mia: Narrow, sam: Narrow) -> None:
    file = mia.saves_a_file()
    page = mia.phone.context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(file.read_text("utf-8"))
    fits_a_page(page, "the saved file")
    page.close()
    sam.ends()
    mia.sees_closed()
    sam.types_code(mia.starts(with_set=TITLE))
    for who in (mia, sam):
        who.is_paired()
        who.is_ready()
    mia.goes_to("this-conversation").get_by_role("button", name="Continue from a file").click()
    mia.page.get_by_label("Your file").set_input_files(file)
    mia.page.get_by_role("button", name="Person 1").click()
    expect(mia.page.locator("overture-earlier li").first).to_be_visible()
    fits(mia, "continued from a file")


def test_long_labels_fit_everywhere(two: tuple[Narrow, Narrow], sets: list[Path]) -> None:
    mia, sam = two
    they_meet(mia, sam)
    for section in ("mixed", "limits"):
        they_answer(mia, sam, section)
    they_want_the_same(mia, sam)
    mia.looks_at("overview", "standing", "card", "this-conversation")
    mia.goes_to("standing").locator("overture-limit summary").click()
    fits(mia, "setting a limit")
    they_talk_it_through(mia, sam)
    they_play(mia, sam)
    mia.adds_the_questions_for_after()
    they_answer(mia, sam, BACK_LIMITS)
    mia.looks_at("overview", "standing", "card")
    on_paper(mia, sets)
    on_a_new_code(mia, sam)
