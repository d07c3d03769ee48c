"""Two people and a scene: before it, in it, the days after, and on the next code. One reads English, one German."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.browser.evening import AWAKE, BACK, CARE, LATER, PLAY, Player, evening_sets
from tests.client.kept_file_support import block_of
from tests.support.browser import Phones
from tests.support.clock import HubClock
from tests.support.hub import Hub

NO, NOT_NOW, _IF, YES = range(4)
TOMORROW, THE_DAY_AFTER = 34, 50
"""Hours. What was to be kept for two days would be gone by then, had not both wished for one more."""

LOST = "The connection is lost. Your text stays on this phone, and the page reconnects by itself."
NOTICE = (
    "Your partner has set a limit or taken something back. You can see it under “Where we stand” and on the scene card."
)
ENDS = "Where we stand, to print or to save"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evening_sets(tmp_path_factory.mktemp("questions"))


@pytest.fixture
def clock(tmp_path: Path) -> HubClock:
    return HubClock(tmp_path)


@pytest.fixture
def hub(start_hub: Callable[..., Hub], clock: HubClock, package: Path, questions: Path) -> Hub:
    path = f"{clock.folder}:{package}"
    return start_hub(env={"QUESTIONS_DIR": str(questions), "PYTHONPATH": path})


@pytest.fixture
def two(phones: Phones) -> tuple[Player, Player]:
    mia, sam = phones.mia, phones.new("sam-deutsch", locale="de-DE")
    for phone in (mia, sam):
        phone.context.grant_permissions(["screen-wake-lock"])
        phone.context.add_init_script(AWAKE)
    sam.expect_problem("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    return Player(mia), Player(sam, language="de")


@pytest.mark.chromium_alone("names errors as Chromium does")
def test_before_a_scene_in_it_the_day_after_and_on_a_new_code(two: tuple[Player, Player], clock: HubClock) -> None:
    mia, sam = two
    meet(mia, sam, "A first evening", keep="2 days")
    mia.marks(PLAY, YES, NOT_NOW, NO, YES)
    sam.marks(PLAY, NOT_NOW, YES, YES, YES)
    for choice, person in enumerate(two):
        person.answers_and_seals(CARE, choice, by_touch=False)
    mia.writes_note(PLAY, "Rope, slowly.")
    sam.reads_note(PLAY, "Rope, slowly.")
    for person in two:
        person.settles(PLAY)

    the_scene(mia, sam)
    the_next_day(clock.forward(TOMORROW), mia, sam)
    the_day_after(clock.forward(THE_DAY_AFTER), mia, sam)
    on_a_new_code(mia, sam)


def meet(starts: Player, joins: Player, with_set: str, keep: str | None = None) -> None:
    joins.follows_link(starts.starts(with_set, keep))
    for person in (starts, joins):
        person.is_paired()
        person.is_ready()


def the_scene(mia: Player, sam: Player) -> None:
    sam.goes_to("overview")
    mia.is_ready_to_begin()
    sam.is_told("Your partner is ready to begin a scene. If you are too, say so on the scene card.")
    expect(sam.page.locator("#overview")).to_be_visible()
    sam.is_ready_to_begin()
    hers, theirs = mia.is_shown_the_card(), sam.is_shown_the_card()
    for card, words in (
        (hers, ("Dropping what I hold means stop", "Tapping twice means stop", "Ice", "Not at all")),
        (theirs, ("Fallenlassen heißt Stopp", "Zweimal klopfen heißt Stopp", "Eis", "Gar nicht")),
    ):
        for word in (mia.says, sam.says, *words):
            expect(card).to_contain_text(word)
    for person in (mia, sam):
        person.is_kept_awake()
    mia.phone.screenshot("card-in-a-scene")
    sam.phone.check_accessible()
    sam.phone.screenshot("card-in-a-scene")

    # The network goes; the card does not, and stop works.
    sam.phone.offline(True)
    sam.is_told(LOST)
    expect(sam.is_shown_the_card()).to_contain_text("Zweimal klopfen heißt Stopp")
    sam.stops()
    expect(sam.sees_that_all_has_stopped()).to_contain_text("zeigt das noch nicht. Benutz dein Wort oder dein Zeichen.")
    sam.is_kept_awake()
    sam.page.locator("overture-paused").get_by_role("link", name=sam.word("Scene card")).click()
    expect(sam.page.locator("#card")).to_contain_text("Zweimal klopfen heißt Stopp")
    mia.is_shown_the_card()

    # Only loading the page again needs the network. What was stopped stays so, and the hub hears of it.
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        sam.page.reload()
    sam.phone.offline(False)
    sam.phone.goto("/s#card")
    sam.sees_that_all_has_stopped()
    mia.sees_that_all_has_stopped()
    mia.phone.screenshot("stopped-in-a-scene", whole=False)

    sam.lifts_the_stop()
    stopped = mia.sees_that_all_has_stopped()
    expect(stopped.get_by_role("button", name="Ready to begin again")).to_be_visible()
    stopped.locator(f"a[href='#section-{PLAY}']").click()
    play = mia.page.locator(f"#section-{PLAY}")
    expect(play).to_contain_text("New rounds wait until you have both said that the scene is over.")
    expect(play.locator("overture-notes")).to_contain_text("Nothing new can be written here")
    mia.page.get_by_role("button", name="Back to the stop").click()
    sam.page.evaluate("room => { location.hash = room }", f"section-{LATER}")
    mia.says_that_it_is_over()
    expect(stopped).to_contain_text("It closes when your partner says the scene is over too.")
    sam.says_that_it_is_over()
    for person in (mia, sam):
        person.is_told("The scene is over.")
        person.sees_no_pause()


def the_next_day(now: datetime, mia: Player, sam: Player) -> None:
    for person in (mia, sam):
        person.phone.set_the_clock(now)
        person.phone.goto("/s")
        expect(person.page.locator("#overview overture-ending").first).to_contain_text(person.word(ENDS))
    mia.adds_the_questions_for_after()
    mia.asks_to_keep_it_longer()
    sam.agrees_to_keep_it_longer()
    sam.goes_to("overview")
    expect(sam.page.locator("#overview h2").filter(has_text="Ein kurzer Blick zurück")).to_be_visible()
    for person in (mia, sam):
        person.answers_and_seals(BACK, by_touch=False)
    for person in (mia, sam):
        expect(person.reads(BACK)).to_contain_text(sam.says)


def the_day_after(now: datetime, mia: Player, sam: Player) -> None:
    """Kept until now because both wished it."""
    for person in (mia, sam):
        person.phone.set_the_clock(now)
        person.phone.goto("/s")
        expect(person.page.locator("#stage[data-screen=talk]")).to_be_visible()
    mia.sets_a_limit("Wax", "Hard limit")
    sam.is_told(NOTICE)
    expect(sam.limits()).to_contain_text("Wachs")
    sam.asks_for_a_new_round(PLAY)
    mia.agrees_to_a_new_round(PLAY)
    for person in (mia, sam):
        person.sees_state(PLAY, "open")
    mia.marks(PLAY, NOT_NOW, NOT_NOW, NO, NO)
    sam.marks(PLAY, NOT_NOW, YES, NO, YES)
    expect(mia.changes(PLAY)).to_contain_text("A new limit. Wax")
    expect(mia.changes(PLAY)).to_contain_text("A new limit. Ice")
    expect(sam.changes(PLAY)).to_contain_text("Eine neue Grenze. Wachs")
    expect(sam.changes(PLAY)).to_contain_text("Kein Ja mehr. Seil")
    sam.looks_around("what-changed-in-german")


def on_a_new_code(mia: Player, sam: Player) -> None:
    hers, theirs = mia.keeps(), sam.keeps()
    assert block_of(hers.read_text()) == block_of(theirs.read_text())
    mia.ends()
    sam.sees_closed()

    meet(sam, mia, "Ein erster Abend")
    expect(sam.continues_from(theirs, as_person=2)).to_have_text(["Was wir tun könnten", "Aufhören, und danach"])
    expect(mia.continues_from(hers, as_person=1)).to_have_text(["What we might do", "Stopping, and afterwards"])
    room = mia.section(PLAY)
    rows = room.get_by_role("radiogroup")
    rows.first.get_by_role("radio").nth(YES).check()
    room.get_by_role("button", name="Look back over my answers").click()
    lines = room.locator(".look-back li")
    expect(lines.filter(has_text="Rope (you give)").locator("[data-since]")).to_have_text("Changed since last time")
    expect(lines.filter(has_text="Wax").locator("[data-since]")).to_have_count(0)
