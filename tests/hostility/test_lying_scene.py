"""A hub that says that a scene runs which nobody has begun, or runs on after a stop: no phone believes it."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.client.runtime_support import take, talk, until, until_nothing_waits
from tests.hostility.lies import Liar, pages
from tests.support.browser import Phones
from tests.support.lying import LyingHub

STATE = "() => conversation.scene.state"
NOBODY = {"me": False, "them": False}


def shows(state: str, n: int) -> Any:
    def change(view: Any) -> None:
        view["scene"] = {"state": state, "n": n, "begin": NOBODY, "over": False}

    return change


def both_begin(deceived: Phones) -> tuple[Page, Page]:
    talk(deceived)
    mia, sam = pages(deceived)
    for page in (mia, sam):
        page.evaluate("() => conversation.beginScene(conversation.nextScene)")
    for page in (mia, sam):
        until(page, "conversation.scene.state === 'running'")
    return mia, sam


def test_no_scene_runs_that_its_person_has_not_begun(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    mia, hub = deceived.mia.page, Liar(liar, "A")
    for state in ("running", "stopped"):
        hub.keeps_saying(hub.newest(), shows(state, 1))
        expect(mia.locator("#held")).to_be_attached()
        assert mia.evaluate(STATE) == "none"
        expect(mia.locator("#stop")).to_have_count(0)
        expect(mia.locator("#status")).to_contain_text("older version")
        hub.is_honest_again()
        expect(mia.locator("#held")).to_have_count(0)


def test_after_a_stop_none_runs_until_its_person_begins_anew(deceived: Phones, liar: LyingHub) -> None:
    mia, sam = both_begin(deceived)
    hub = Liar(liar, "A")
    running = hub.newest()
    mia.locator("#stop").click()
    until(sam, "conversation.scene.state === 'stopped'")
    mia.evaluate("() => conversation.resume()")
    until(sam, "!conversation.paused")
    # As long as it waits for its answer, the hub cannot know better.
    until_nothing_waits(mia)
    hub.keeps_saying(running)
    until(mia, "conversation.history.behind")
    mia.reload()
    take(mia)
    until(mia, "conversation.link === 'connected' && conversation.history.behind")
    assert mia.evaluate(STATE) == "stopped"
    hub.keeps_saying(hub.newest(), shows("running", 2))
    until(mia, "conversation.view.scene.n === 2")
    assert mia.evaluate(STATE) == "stopped"
    expect(mia.get_by_role("heading", name="Stop now.")).to_be_visible()
    hub.is_honest_again()
    until(mia, "!conversation.history.behind && conversation.view.scene.n === 1")
    # The stop was said again meanwhile: nobody begins while that still stands on their screen.
    for page in (mia, sam):
        until(page, "!conversation.paused")
    for page in (mia, sam):
        page.evaluate("() => conversation.beginScene(conversation.nextScene)")
    for page in (mia, sam):
        until(page, "conversation.scene.state === 'running'")


def test_a_scene_is_not_over_before_its_person_has_said_so(deceived: Phones, liar: LyingHub) -> None:
    mia, _ = both_begin(deceived)
    hub = Liar(liar, "A")
    hub.keeps_saying(hub.newest(), shows("none", 1))
    until(mia, "conversation.history.behind")
    assert mia.evaluate(STATE) == "running"
    expect(mia.locator("#stop")).to_be_visible()
