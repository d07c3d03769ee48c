"""The whole story of two people on WebKit and on Firefox, and on one of each. What needs more of a browser is tested in
Chromium alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.browser.handheld import Holder
from tests.browser.wishes import question_sets
from tests.client.kept_file_support import block_of
from tests.support.handset import Handset
from tests.support.hub import Hub, SharedHubs
from tests.support.webdriver import ENGINES

pytestmark = pytest.mark.webdriver


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, shared_hubs: SharedHubs) -> Hub:
    """A hub with the set that holds every kind of question."""
    questions = question_sets(tmp_path_factory.mktemp("sets"))
    return shared_hubs.with_settings(QUESTIONS_DIR=str(questions))


@contextmanager
def handsets(hub: Hub, folder: Path, engines: tuple[str, str]) -> Iterator[tuple[Holder, Holder]]:
    """Mia's phone and Sam's, started side by side."""
    # A browser ends with the thread that has started it, so both threads stay until the end.
    with ThreadPoolExecutor() as starting, ExitStack() as stack:

        def start(name: str, engine: str) -> Holder:
            home = folder / name
            home.mkdir()
            return Holder(Handset(stack.enter_context(ENGINES[engine](home)), name, hub.url, home / "saved"))

        mia, sam = starting.map(start, ("mia", "sam"), engines)
        yield mia, sam


@pytest.mark.parametrize("engines", [("webkit", "webkit"), ("firefox", "firefox"), ("webkit", "firefox")], ids="-".join)
def test_two_people_from_the_first_code_to_the_next(hub: Hub, tmp_path: Path, engines: tuple[str, str]) -> None:
    with handsets(hub, tmp_path, engines) as (mia, sam):
        sam.follows_link(mia.starts())
        for person in (mia, sam):
            person.is_paired()
        assert mia.compares() == sam.compares()
        for person in (mia, sam):
            person.is_ready()
        the_answers(mia, sam)
        the_pause(mia, sam)
        the_scene(mia, sam)
        leaving(mia)
        the_lock(sam)
        on_a_new_code(mia, sam)


def the_answers(mia: Holder, sam: Holder) -> None:
    mia.answers_every_kind()
    mia.seals("mixed")
    mia.sees_state("mixed", "sealed")
    sam.sees_state("mixed", "open")
    sam.answers_at_once("mixed")
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
    mia.phone.reload()
    mia.sees_pause()
    sam.phone.press("Continue")
    for person in (mia, sam):
        person.sees_no_pause()


def the_scene(mia: Holder, sam: Holder) -> None:
    for person in (mia, sam):
        person.is_ready_to_begin()
    for person in (mia, sam):
        person.can_stop()
    mia.phone.press("Stop")
    for person in (mia, sam):
        person.sees_that_all_has_stopped()
    mia.lifts_the_stop()
    for person in (mia, sam):
        person.says_that_it_is_over()
    for person in (mia, sam):
        person.sees_no_pause()


def leaving(person: Holder) -> None:
    person.leaves()
    person.comes_back_through_the_door()
    person.leaves_by_shift()
    person.comes_back_through_the_door()


def the_lock(person: Holder) -> None:
    person.sets_a_lock("four words are enough")
    person.phone.reload()
    person.tries_passphrase("other words")
    person.phone.see("[role=status]", "That is not the passphrase. You can try as often as you like.")
    person.tries_passphrase("four words are enough")
    person.phone.see("#stage[data-screen=talk]")
    person.takes_the_lock_off("four words are enough")


def on_a_new_code(mia: Holder, sam: Holder) -> None:
    hers, theirs = mia.saves_a_file(), sam.saves_a_file()
    assert block_of(hers.read_text("utf-8")) == block_of(theirs.read_text("utf-8"))
    mia.ends()
    sam.phone.see("h1", "This conversation is closed")
    mia.types_code(sam.starts())
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()
    assert sam.continues_from(theirs, as_person=2) == "A bit of everything"
    assert mia.continues_from(hers, as_person=1) == "A bit of everything"
