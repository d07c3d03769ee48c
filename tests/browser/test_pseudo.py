"""Two people read a language that nobody speaks: longer than English, on phones of 320 px, with no English left."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tools.pseudo import CLOSE, CODE, OPEN, pseudo

from tests.browser.conftest import WatchedPhones
from tests.browser.marked import marked_package, unmarked
from tests.browser.people import Person, are_talking
from tests.client.elements_support import EVERY_KIND
from tests.support.browser import Phones
from tests.support.hub import Hub

ROOMS = (
    "overview", "section-limits", "section-curious", "section-mixed", "standing", "card", "this-conversation",
)  # fmt: skip

NARROW = {"width": 320, "height": 640}

# A key in place of a text: two words or more with dots between, as no sentence has them.
KEY = re.compile(r"^[a-z]+(-[a-z]+)*(\.[a-z0-9-]+)+(#[a-z]+)?$")

TEXTS = """() => {
  const shown = (node) => node.parentElement?.checkVisibility({ visibilityProperty: true });
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) if (shown(walk.currentNode)) texts.push(walk.currentNode.data.trim());
  return texts.filter(Boolean);
}"""

WIDER = """() => [...document.body.querySelectorAll('*')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.skip'))
  .map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marked_package(tmp_path_factory.mktemp("package"), pseudo_language=True)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    shutil.copy(EVERY_KIND, folder)
    return folder


@pytest.fixture
def phones(browser: Browser, hub: Hub, script: str) -> Iterator[Phones]:
    both = WatchedPhones(browser, hub.url, script)
    yield both
    problems = both.close()
    assert not problems, "\n".join(problems)


class Reader(Person):
    """Reads and presses everything in the language that nobody speaks."""

    def word(self, english: str) -> str:
        return pseudo(english)

    def looks(self, where: str) -> None:
        """Every text that stands here is whole, and nothing is wider than the phone."""
        page = self.page
        texts = [unmarked(text) for text in page.evaluate(TEXTS)]
        assert any(OPEN in text for text in texts), f"{where} is not in {CODE}"
        assert [text for text in texts if KEY.match(text)] == [], f"a key stands in place of a text: {where}"
        joined = "".join(texts)
        assert joined.count(OPEN) == joined.count(CLOSE), f"a text is cut off: {where}"
        wider: int = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{where} is {wider} px too wide: {page.evaluate(WIDER)}"

    def looks_twice_as_large(self, where: str) -> None:
        """The same with text at twice its size."""
        self.page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        self.looks(f"{where}, twice as large")
        self.page.evaluate("() => { document.documentElement.style.fontSize = '' }")


@pytest.fixture
def both(phones: Phones) -> tuple[Reader, Reader]:
    made = [phones.new(f"{name}-pseudo", viewport=NARROW) for name in ("mia", "sam")]
    for phone in made:
        # An empty page may have no storage.
        stores = f"localStorage.setItem('overture.language', {CODE!r});"
        phone.context.add_init_script(f"try {{ {stores} }} catch {{}}")
    mia, sam = (Reader(phone) for phone in made)
    return mia, sam


def paired(mia: Reader, sam: Reader) -> None:
    sam.types_code(mia.starts())
    for one in (mia, sam):
        one.is_paired()
        one.looks("ground rules")
        one.is_ready()


def answered(both: tuple[Reader, Reader], section: str, *, choice: int = 0) -> None:
    for one in both:
        one.answers(section, choice, by_touch=False)
        one.looks(f"the look back of {section}")
        one.seals(section)
        one.looks(f"{section}, sealed")
    for one in both:
        one.reads(section)
        one.looks(f"{section}, opened")


def test_every_page_is_whole(both: tuple[Reader, Reader]) -> None:
    mia, _ = both
    for path in ("", "/start", "/j", "/m", "/how", "/words", "/help", "/away", "/s"):
        mia.phone.goto(f"/{CODE}{path}")
        expect(mia.page.locator("html")).to_have_attribute("lang", CODE)
        expect(mia.page.locator("h1").first).to_contain_text(OPEN)
        mia.looks(path or "the first page")
        mia.looks_twice_as_large(path or "the first page")


def test_two_people_come_together_and_answer(both: tuple[Reader, Reader]) -> None:
    """Limits of either and conditions too, and the mutual section with a match; then all of it at twice its size."""
    mia, sam = both
    paired(mia, sam)
    answered(both, "mixed")
    for one in both:
        for room in ("overview", "section-limits", "section-curious", "standing", "card", "this-conversation"):
            one.goes_to(room)
            one.looks(room)
    answered(both, "limits", choice=2)
    for one in both:
        one.section("curious")
        one.looks_twice_as_large("the mutual section, empty")
        one.wants_and_seals("curious", 0)
    for one in both:
        one.sees_state("curious", "opened")
        one.section("curious")
        one.looks("what both want")
    for one in both:
        for room in ROOMS:
            one.goes_to(room)
            one.looks_twice_as_large(room)


def test_they_pause_leave_and_end(both: tuple[Reader, Reader]) -> None:
    mia, sam = both
    are_talking(mia, sam)
    mia.pauses()
    mia.looks("one's own pause")
    sam.sees_pause()
    sam.looks("the pause of the other")
    mia.resumes()
    mia.page.get_by_role("button", name=mia.word("Exit now"), exact=True).click()
    expect(mia.page.get_by_role("heading", name=mia.word("Kitchen measures"))).to_be_visible()
    mia.looks("the neutral page")
    sam.ends()
    sam.looks("ended")


def test_a_scene_runs_and_stops(both: tuple[Reader, Reader]) -> None:
    mia, sam = both
    are_talking(mia, sam)
    answered(both, "mixed")
    for one in both:
        one.goes_to("card")
        one.looks("before a scene")
        one.is_ready_to_begin()
    stop = mia.page.get_by_role("button", name=mia.word("Stop"), exact=True)
    for one in both:
        expect(one.page.get_by_role("button", name=one.word("Stop"), exact=True)).to_be_visible()
        one.looks("a scene that runs")
        one.looks_twice_as_large("a scene that runs")
    stop.click()
    for one in both:
        expect(one.page.get_by_role("heading", name=one.word("Stop now."))).to_be_visible()
        one.looks("a scene that is stopped")
        one.looks_twice_as_large("a scene that is stopped")
