"""Mia has WebKit and Sam has Firefox. Each does everything that a person can do; what needs more of a browser is tested
in Chromium alone."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from overture.site.export import export
from tests.browser.handheld import Holder
from tests.browser.keeping import texts
from tests.browser.people import READY
from tests.browser.wishes import question_sets
from tests.client.kept_file_support import block_of
from tests.support.handset import Handset
from tests.support.hub import GENEROUS, Hub, SharedHubs
from tests.support.static_host import StaticHost, static_host
from tests.support.webdriver import ENGINES

pytestmark = pytest.mark.webdriver

PASSPHRASE = "four words are enough"
OF_THE_HUB = """
document.addEventListener('securitypolicyviolation', (event) => { window.refusedBy = event.effectiveDirective; });
import(`${arguments[0]}/worker.js`).catch(() => {});"""
"""What another origin does not give away fails in any case. This says that the policy of the page has refused it."""
KEPT = """((async () => {
  for (const name of await caches.keys()) {
    if (await (await caches.open(name)).match('/client-manifest.json')) window.kept = true;
  }
})(), window.kept === true)"""

Phones = Callable[[str], tuple[Handset, Handset]]


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phones]:
    """Mia's phone and Sam's at an address: `phones("http://…")`. The browsers, started side by side, are the same."""
    folder = tmp_path_factory.mktemp("phones")
    # A browser ends with the thread that has started it, so both threads stay until the end.
    with ThreadPoolExecutor() as starting, ExitStack() as stack:

        def start(name: str, engine: str) -> Any:
            (folder / name).mkdir()
            return stack.enter_context(ENGINES[engine](folder / name))

        wires = dict(zip(("mia", "sam"), starting.map(start, ("mia", "sam"), ("webkit", "firefox")), strict=True))

        def at(home: str) -> tuple[Handset, Handset]:
            mia, sam = (Handset(wire, name, home, folder / name / "saved") for name, wire in wires.items())
            return mia, sam

        yield at


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, shared_hubs: SharedHubs) -> Hub:
    """A hub with the set that holds every kind of question."""
    questions = question_sets(tmp_path_factory.mktemp("sets"))
    return shared_hubs.with_settings(QUESTIONS_DIR=str(questions))


def test_two_people_from_the_first_code_to_the_next(phones: Phones, hub: Hub) -> None:
    mia, sam = map(Holder, phones(hub.url))
    code = mia.starts()
    sam.types_code(code)
    sam.opens_link(code)
    sam.joins()
    for person in (mia, sam):
        person.is_paired()
    assert mia.compares() == sam.compares()
    for person in (mia, sam):
        person.is_ready()
    the_answers(mia, sam)
    the_pause(mia, sam)
    the_scene(mia, sam)
    for person in (mia, sam):
        leaving(person)
        the_lock(person)
    on_a_new_code(mia, sam)


def the_answers(mia: Holder, sam: Holder) -> None:
    mia.answers_every_kind()
    mia.seals("mixed")
    mia.sees_state("mixed", "sealed")
    sam.sees_state("mixed", "open")
    sam.answers_every_kind()
    sam.seals("mixed")
    for person in (mia, sam):
        assert {mia.says, sam.says} <= set(person.reads_opened("mixed").splitlines())
    for person in (mia, sam):
        person.answers_at_once("limits")
        person.seals("limits")
    for person in (mia, sam):
        person.sees_state("limits", "opened")
    mia.wants("Rope You give", "A scarf")
    sam.wants("Rope You receive", "A letter You give")
    for person in (mia, sam):
        assert person.reads_mutual() == 1


def the_pause(mia: Holder, sam: Holder) -> None:
    sam.pauses()
    mia.sees_pause()
    for person in (mia, sam):
        person.phone.reload()
        person.sees_pause()
    sam.phone.press("Continue")
    for person in (mia, sam):
        person.sees_no_pause()


def the_scene(mia: Holder, sam: Holder) -> None:
    """Each stops it once."""
    for person in (mia, sam):
        person.is_ready_to_begin()
    it_is_stopped_by(mia, sam)
    for person in (mia, sam):
        person.is_ready_again()
    it_is_stopped_by(sam, mia)
    for person in (mia, sam):
        person.says_that_it_is_over()
    for person in (mia, sam):
        person.sees_no_pause()


def it_is_stopped_by(one: Holder, other: Holder) -> None:
    for person in (one, other):
        person.can_stop()
    one.phone.press("Stop")
    for person in (one, other):
        person.sees_that_all_has_stopped()
    one.lifts_the_stop()


def leaving(person: Holder) -> None:
    person.leaves()
    person.comes_back_through_the_door()
    person.leaves_by_shift()
    person.comes_back_through_the_door()


def the_lock(person: Holder) -> None:
    person.sets_a_lock(PASSPHRASE)
    person.phone.reload()
    person.tries_passphrase("other words")
    person.phone.see("[role=status]", "That is not the passphrase. You can try as often as you like.")
    person.tries_passphrase(PASSPHRASE)
    person.phone.see("#stage[data-screen=talk]")
    person.takes_the_lock_off(PASSPHRASE)


def on_a_new_code(mia: Holder, sam: Holder) -> None:
    hers, theirs = mia.saves_a_file(), sam.saves_a_file()
    assert block_of(hers.read_text("utf-8")) == block_of(theirs.read_text("utf-8"))
    mia.ends()
    sam.sees_closed()
    code = sam.starts()
    mia.opens_link(code)
    mia.types_code(code)
    mia.joins()
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()
    assert sam.continues_from(theirs, as_person=2) == "A bit of everything"
    assert mia.continues_from(hers, as_person=1) == "A bit of everything"
    sam.ends()
    mia.sees_closed()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[StaticHost]:
    with static_host(tmp_path) as host:
        yield host


@pytest.fixture
def hub_elsewhere(start_hub: Callable[..., Hub], place: StaticHost) -> Hub:
    """One of the test's own: it is stopped."""
    hub = start_hub(env={**GENEROUS, "ALLOWED_ORIGINS": place.origin})
    export(place.folder, hub.url)
    return hub


def test_two_people_talk_through_pages_from_elsewhere(phones: Phones, hub_elsewhere: Hub, place: StaticHost) -> None:
    """Mia reads German and Sam English."""
    both = phones(place.origin)
    for phone, language in zip(both, ("de", "en"), strict=True):
        a_link_to_another_hub_is_refused(phone, hub_elsewhere, language)
    a_talk(*both, hub_elsewhere, place)
    the_page_is_kept_and_opens_without_the_place_and_without_the_hub(both, hub_elsewhere, place)


def a_link_to_another_hub_is_refused(phone: Handset, hub: Hub, language: str) -> None:
    phone.goto({"en": "/j", "de": "/de/j"}[language] + "#HRWE-7K2M@https://evil.example")
    phone.see("p", texts(language)["join.other-hub"].replace("{server}", urlsplit(hub.url).netloc))


def a_talk(mia: Handset, sam: Handset, hub: Hub, place: StaticHost) -> None:
    """Mia follows the link that Sam's page would show, so that WebKit is paired both ways. She locks her phone."""
    de = texts("de")
    sam.goto("/start")
    sam.press("Create our code")
    sam.see("overture-code svg")
    code = sam.read("overture-code .code")
    mia.goto("/de/how")
    mia.goto(f"/de/j#{code}@{hub.url}")
    assert mia.script("return location.href") == f"{place.origin}/de/j"
    mia.press(de["join.join"])
    theirs, hers = Holder(sam), Holder(mia)
    mia.press(de["ready.yes"])
    sam.press(READY)
    for phone in (mia, sam):
        phone.see("#stage[data-screen=talk]")
    assert urlsplit(mia.script("return location.href")).path == "/de/s"

    sam.press("Pause")
    mia.see("overture-paused h1", de["resting.paused-them.heading"])
    sam.press("Continue")
    hers.sees_no_pause()

    room = hers.goes_to("this-conversation")
    mia.press(de["lock.summary"], room)
    mia.write(f"{room} form .field:nth-of-type(1) input", PASSPHRASE)
    mia.write(f"{room} form .field:nth-of-type(2) input", PASSPHRASE)
    mia.press(de["lock.do-none"], room)
    mia.see("overture-lock [role=status]", de["lock.done-none"])
    mia.reload()
    mia.write("input[type=password]", PASSPHRASE)
    mia.press(de["door.go-on"])
    mia.see("#stage[data-screen=talk]")

    # The policy of the page allows no script of the hub.
    for phone in (mia, sam):
        phone.script(OF_THE_HUB, hub.url)
        phone.holds("window.refusedBy === 'script-src' || window.refusedBy === 'script-src-elem'")
    theirs.ends()
    mia.see("h1", de["resting.gone.heading"])


def the_page_is_kept_and_opens_without_the_place_and_without_the_hub(
    phones: tuple[Handset, Handset], hub: Hub, place: StaticHost
) -> None:
    for phone in phones:
        phone.goto("/")
        phone.holds(KEPT)
    shutil.rmtree(place.folder)
    for phone in phones:
        phone.goto("/de/start")
        phone.see("h1", texts("de")["start.heading"])
        phone.goto("/j")
        phone.see(".code-input")
        phone.goto("/", hub.url)
        phone.holds(KEPT)
    hub.stop()
    for phone in phones:
        phone.goto("/de/start", hub.url)
        phone.see("h1", texts("de")["start.heading"])
