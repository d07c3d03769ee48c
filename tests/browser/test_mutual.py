"""Two phones and a section that opens only what both want: what is shown, what is kept, and what can break."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, are_talking
from tests.browser.test_conversation import standing
from tests.browser.wishes import (
    COMMIT,
    HOLD,
    RELEASE,
    WISHES,
    WORKER_SCRIPT,
    acts,
    ask_again,
    boxes,
    kept,
    marks,
    marks_and_seals,
    opened,
    question_sets,
    tampers,
    words_of,
)
from tests.client.runtime_support import said_by, take, until
from tests.support.shelf import listen

MIA = {"Rope You give": "Yes", "Rope You receive": "Not now", "A scarf": "Curious", "A story": "Not sure"}
SAM = {"Rope You give": "Yes", "Rope You receive": "Curious", "A scarf": "Yes", "A letter You give": "Yes"}
"""Mia gives and Sam receives; both want the scarf. Nobody receives what Sam gives."""
ROPE = "Rope (you {})"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return question_sets(tmp_path_factory.mktemp("sets"))


@pytest.mark.chromium_alone("Playwright tells nothing of sockets in Firefox")
def test_both_learn_what_both_want_and_nothing_else(mia: Person, sam: Person) -> None:
    said = said_by(mia.page)
    workers: list[str] = []
    listen(mia.page, "worker", lambda worker: workers.append(worker.url))
    listen(mia.page, "request", lambda request: workers.extend([request.url] * ("mutual.js" in request.url)))
    are_talking(mia, sam)
    expect(mia.goes_to("overview")).to_contain_text("Shows only what you both want")
    marks(mia, MIA)
    assert workers == []
    mia.phone.screenshot("mutual-before-sealing")
    mia.seals(WISHES)
    mia.sees_state(WISHES, "sealed")
    assert workers[0].endswith("/mutual-worker.js")
    sam.sees_state(WISHES, "open")
    marks_and_seals(sam, SAM)
    assert acts(mia) == [ROPE.format("give"), "A scarf"]
    assert acts(sam) == [ROPE.format("receive"), "A scarf"]
    mia.phone.screenshot("mutual-opened")

    assert boxes(said) == [("commit", COMMIT), ("release", RELEASE)]
    assert not [word for word in ("rope", "scarf", "yes", "not-now") if word in words_of(said)]
    for person in (mia, sam):
        assert kept(person.page) == {"seals": ["commit"], "inners": [["rope/a-to-b", "scarf"]]}
        assert person.page.evaluate("() => Object.keys(sessionStorage).filter((key) => key.includes('draft'))") == []
    for person in (mia, sam):
        person.goes_to("standing")
    together = re.sub(r"<[^>]*>", " ", standing(mia))
    assert re.search(r"What you are both curious about\s+Rope \(Person 1 gives\)\s+A scarf\s", together)
    assert standing(mia) == standing(sam)

    ask_again(mia, sam)
    expect(mia.section(WISHES)).to_contain_text("Round 2. It is not compared with earlier rounds")
    marks_and_seals(mia, MIA)
    marks_and_seals(sam, {"A scarf": "Not now"})
    for person in (mia, sam):
        expect(opened(person, 2).get_by_role("heading", name="Nothing in common here today")).to_be_visible()
        assert acts(person, 2) == []
    mia.phone.screenshot("mutual-nothing")
    mia.page.reload()
    assert acts(mia, 2) == []
    mia.section(WISHES).get_by_text("Round 1, as it opened").click()
    assert acts(mia, 1) == [ROPE.format("give"), "A scarf"]


def test_what_does_not_hold_shuts_the_round_for_good(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    tampers(sam, "commit", "junk")
    # Whichever phone is quicker: had Sam's released first, it would rightly say that Mia may have learnt something.
    tampers(sam, "check", "withheld")
    marks_and_seals(mia, MIA)
    marks_and_seals(sam, SAM)
    expect(mia.section(WISHES)).to_contain_text("Nothing of yours was shown")
    expect(sam.section(WISHES)).to_contain_text("Neither of you was shown anything")
    assert kept(mia.page) == {"seals": ["commit"], "inners": ["before"]}

    sam.page.reload()
    ask_again(mia, sam)
    tampers(sam, "commit", "a proof that does not hold")
    marks_and_seals(mia, MIA)
    marks_and_seals(sam, SAM)
    expect(mia.section(WISHES)).to_contain_text("Nothing of yours was shown")

    sam.page.reload()
    ask_again(mia, sam)
    tampers(sam, "check", "a proof that does not hold")
    marks_and_seals(mia, MIA)
    marks_and_seals(sam, SAM)
    expect(mia.section(WISHES)).to_contain_text("Your partner may have learnt what you both want")
    mia.sees_state(WISHES, "broken")
    mia.looks_around("mutual-broken")
    mia.page.reload()
    expect(mia.section(WISHES)).to_contain_text("Your partner may have learnt what you both want")
    assert kept(mia.page)["inners"] == ["before", "before", "after"]


def test_a_phone_that_falls_asleep_half_way_goes_on_where_it_was(mia: Person, sam: Person) -> None:
    """Sam's phone withholds its release, is closed, and sends it when it is opened again; Mia's is closed meanwhile."""
    are_talking(mia, sam)
    tampers(sam, "check", "withheld")
    marks_and_seals(mia, MIA)
    mia.page.close()
    marks_and_seals(sam, SAM)
    expect(sam.section(WISHES)).to_contain_text("The section opens as soon as both phones have been awake")
    mia.page = mia.phone.new_tab()
    mia.page.goto("/s")
    mia.sees_state(WISHES, "both-sealed")
    expect(mia.section(WISHES)).to_contain_text("The section opens as soon as both phones have been awake")
    sam.page.reload()
    assert acts(sam) == [ROPE.format("receive"), "A scarf"]
    assert acts(mia) == [ROPE.format("give"), "A scarf"]


@pytest.mark.chromium_alone("Playwright tells nothing of sockets in Firefox")
def test_two_tabs_seal_once(mia: Person, sam: Person) -> None:
    said = said_by(mia.page)
    are_talking(mia, sam)
    other = Person(mia.phone)
    other.page = mia.phone.new_tab()
    said_too = said_by(other.page)
    other.page.goto("/s")
    marks(mia, {"A scarf": "Yes"})
    marks(other, {"A story": "Yes"})
    for person in (mia, other):
        person.page.evaluate(HOLD)
        person.section(WISHES).get_by_role("button", name="Seal my answers").click()
        person.page.wait_for_function("() => window.goOn")
    for person in (mia, other):
        person.page.evaluate("() => goOn()")
    mia.sees_state(WISHES, "sealed")
    other.sees_state(WISHES, "sealed")
    sent = {one["box"] for one in said + said_too if one.get("do") == "commit"}
    assert len(sent) == 1
    marks_and_seals(sam, {"A scarf": "Yes", "A story": "Yes"})
    met = acts(mia)
    assert met in (["A scarf"], ["A story"])
    assert acts(other) == acts(sam) == met


def test_without_a_worker_nothing_is_sealed_and_during_a_pause_nothing_opens(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    mia.phone.expect_problem("ERR_FAILED")
    mia.phone.context.route(WORKER_SCRIPT, lambda route: route.abort())
    marks(mia, MIA)
    room = mia.section(WISHES)
    room.get_by_role("button", name="Seal my answers").click()
    expect(room).to_contain_text("Nothing was sealed. Your answers are still here")
    mia.looks_around("mutual-no-worker")
    mia.phone.context.unroute(WORKER_SCRIPT)
    mia.seals(WISHES)
    mia.sees_state(WISHES, "sealed")

    mia.phone.context.route(WORKER_SCRIPT, lambda route: route.abort())
    mia.page.reload()
    marks_and_seals(sam, SAM)
    expect(mia.section(WISHES)).to_contain_text("Nothing is lost. Reload the page")
    mia.pauses()
    sam.sees_pause()
    mia.phone.context.unroute(WORKER_SCRIPT)
    workers: list[str] = []
    listen(mia.page, "worker", lambda worker: workers.append(worker.url))
    mia.page.reload()
    take(mia.page)
    until(mia.page, "conversation.rounds.sealed(conversation.chapter, argument, 1)", WISHES)
    assert kept(mia.page) == {"seals": ["a", "commit", "curious", "m1", "pk", "yes"], "inners": []}
    assert workers == []
    mia.resumes()
    assert acts(mia) == [ROPE.format("give"), "A scarf"]
    assert acts(sam) == [ROPE.format("receive"), "A scarf"]
