"""What goes wrong in real life: mistyped codes, strangers, closed tabs, dead hubs, blocked scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.people import Person, are_talking, open_section, pair
from tests.support.browser import Phones
from tests.support.engines import Engine
from tests.support.hub import Hub
from tests.support.shelf import listen

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def mistyped(code: str) -> str:
    """The code with its last symbol wrong."""
    return code[:-1] + CROCKFORD[(CROCKFORD.index(code[-1]) + 1) % len(CROCKFORD)]


def test_a_wrong_code_three_times_spends_it_and_a_tap_makes_a_new_one(mia: Person, sam: Person, phones: Phones) -> None:
    code = mia.starts()
    for attempt in range(3):
        guesser = Person(phones.new(f"guess-{attempt}"))
        guesser.types_code(mistyped(code))
        expect(guesser.page.get_by_text("The code was wrong").first).to_be_visible()
        if attempt == 0:
            guesser.looks_around("wrong-code-joiner")
    expect(mia.page.get_by_text("This code is used up")).to_be_visible()
    mia.looks_around("spent-code")
    mia.page.get_by_role("button", name="Make a new code").click()
    new = mia.code()
    sam.phone.expect_problem("404")
    assert new.split("-")[0] != code.split("-")[0]
    sam.types_code(code)
    expect(sam.page.get_by_text("No conversation is waiting under this code")).to_be_visible()
    sam.looks_around("unknown-code")
    sam.types_code(new)
    mia.is_paired()
    sam.is_paired()


def test_a_third_person_finds_the_room_taken(mia: Person, sam: Person, phones: Phones) -> None:
    code = mia.starts()
    sam.types_code(code)
    mia.is_paired()
    third = Person(phones.new("third"))
    third.phone.expect_problem("409")
    third.types_code(code)
    expect(third.page.get_by_text("Two people are already in this conversation")).to_be_visible()
    third.looks_around("crowded")


def test_reload_in_every_state(mia: Person, sam: Person) -> None:
    code = mia.starts()
    mia.page.reload()
    assert mia.code() == code
    sam.types_code(code)
    sam.is_paired()
    for person in (mia, sam):
        person.page.reload()
        person.is_paired()
        person.is_ready()
        person.page.reload()
        expect(person.page.locator("#stage[data-screen=talk]")).to_be_visible()
    room = mia.section("building")
    room.get_by_role("textbox").first.fill("kept in this tab")
    mia.page.reload()
    expect(mia.section("building").get_by_role("textbox").first).to_have_value("kept in this tab")
    mia.skips_and_seals("building")
    mia.page.reload()
    mia.sees_state("building", "sealed")
    sam.skips_and_seals("building")
    for person in (mia, sam):
        person.sees_state("building", "opened")
        person.page.reload()
        person.reads("building")
    sam.pauses()
    mia.sees_pause()
    for person in (mia, sam):
        person.page.reload()
        person.sees_pause()


def test_two_tabs_of_one_seat_seal_once(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    second = mia.phone.new_tab()
    second.goto("/s#section-limits")
    mia.section("limits")
    for page in (mia.page, second):
        page.locator("#section-limits").get_by_role("button", name="Look back over my answers").click()
        expect(page.locator("#section-limits").get_by_role("button", name="Seal my answers")).to_be_enabled()
    for page in (mia.page, second):
        page.evaluate(
            "() => { const button = [...document.querySelectorAll('#section-limits button')]"
            ".find((each) => each.textContent.includes('Seal my answers'));"
            "new BroadcastChannel('together').onmessage = () => button.click(); }"
        )
    mia.page.evaluate("() => new BroadcastChannel('together').postMessage('now')")
    for page in (mia.page, second):
        expect(page.locator("#section-limits")).to_have_attribute("data-state", "sealed")
    sam.skips_and_seals("limits")
    for page in (mia.page, second, sam.page):
        expect(page.locator("#section-limits")).to_have_attribute("data-state", "opened")


def test_storage_wiped_is_keyless_and_says_so(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    wipe = """async () => {
        const open = indexedDB.open('overture');
        const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
        const sessions = db.transaction('sessions', 'readwrite').objectStore('sessions');
        const all = await new Promise((done) => {
            const got = sessions.getAll();
            got.onsuccess = () => done(got.result);
        });
        for (const each of all) sessions.put({ ...each, keys: null });
        await new Promise((done) => { sessions.transaction.oncomplete = done; });
        db.close();
    }"""
    mia.page.evaluate(wipe)
    mia.page.reload()
    expect(mia.page.get_by_role("heading", name="The keys are no longer on this phone")).to_be_visible()
    mia.looks_around("keyless")


@pytest.mark.chromium_alone("Playwright cannot switch scripts off in Firefox")
def test_with_scripts_blocked_nothing_can_be_sent_and_the_page_says_why(phones: Phones) -> None:
    blocked = phones.new("blocked", java_script_enabled=False)
    for path in ("/", "/start", "/j", "/j/7KQ2", "/s"):
        blocked.goto(path)
        expect(blocked.page.locator("noscript .banner")).to_be_visible()
        assert blocked.page.locator("input, textarea, select, form").count() == 0
    blocked.screenshot("scripts-blocked")


def test_scripts_that_a_blocker_holds_back_are_told_of_too(phones: Phones) -> None:
    blocked = phones.new("held-back")
    blocked.expect_problem("ERR_FAILED")
    blocked.context.route("**/*.js", lambda route: route.abort())
    for path in ("/j", "/s"):
        blocked.goto(path)
        expect(blocked.page.get_by_text("is blocking its scripts")).to_be_visible()
        assert blocked.page.locator("input, textarea, select, form").count() == 0


def test_the_hub_restarts_in_mid_session_and_nothing_sealed_is_lost(mia: Person, sam: Person, hub: Hub) -> None:
    for person in (mia, sam):
        person.phone.expect_problem("WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource")
    are_talking(mia, sam)
    mia.skips_and_seals("limits")
    mia.sees_state("limits", "sealed")
    hub.kill()
    expect(sam.page.get_by_text("The connection is lost").first).to_be_visible()
    expect(sam.page.locator("#status")).to_have_attribute("data-holds", "")
    sam.looks_around("connection-lost", whole=False)
    hub.start()
    sam.skips_and_seals("limits")
    mia.sees_state("limits", "opened")
    sam.sees_state("limits", "opened")


@pytest.fixture
def outside_engine(valkey_only: Engine) -> Engine:
    return valkey_only


def test_the_store_is_away_and_comes_back(
    browser: Browser, start_hub: Callable[..., Hub], outside_engine: Engine
) -> None:
    hub = start_hub(redis_url=outside_engine.url)
    phones = Phones(browser, hub.url)
    mia, sam = Person(phones.mia), Person(phones.sam)
    are_talking(mia, sam)
    mia.skips_and_seals("limits")
    mia.sees_state("limits", "sealed")
    outside_engine.hold()
    try:
        sam.section("limits").get_by_role("button", name="Look back over my answers").click()
        sam.page.locator("#section-limits").get_by_role("button", name="Seal my answers").click()
        expect(sam.page.get_by_text("The server cannot be reached").first).to_be_visible(timeout=20_000)
        sam.looks_around("hub-unavailable", whole=False)
        sam.sees_state("limits", "open")
    finally:
        outside_engine.let_go()
    mia.sees_state("limits", "opened")
    sam.sees_state("limits", "opened")
    assert not phones.close()


@pytest.mark.chromium_alone("Playwright tells nothing of sockets in Firefox")
def test_a_canary_is_found_nowhere(phones: Phones, hub: Hub) -> None:
    canary = "canary-f3a9c1d7"
    seen: list[str] = []
    for phone in (phones.mia, phones.sam):
        listen(phone.page, "request", lambda r: seen.append(f"{r.url} {r.headers} {r.post_data}"))
        listen(phone.page, "websocket", lambda ws: _listen(ws, seen))
    mia, sam = Person(phones.mia, canary), Person(phones.sam, canary)
    code = mia.starts()
    secret = code.split("-")[1]
    sam.follows_link(code)
    mia.is_paired()
    mia.is_ready()
    sam.is_ready()
    mia.answers_and_seals("building", by_touch=False)
    sam.answers_and_seals("building", 1, by_touch=False)
    mia.reads("building")
    mia.writes_note("building", canary)
    sam.reads_note("building", canary)
    assert any('"do":"commit"' in frame for frame in seen), "the frames were not recorded"
    titles = [person.page.title() for person in (mia, sam)]
    stored = [path.read_bytes() for path in _files(hub.data_dir)]
    assert stored
    for needle in (canary, f"#{secret}"):
        assert not [text for text in (*seen, *titles, hub.log) if needle in text]
        assert not [data for data in stored if needle.encode() in data]
    assert not [text for text in seen if f'"{secret}"' in text]


def _listen(socket: object, seen: list[str]) -> None:
    socket.on("framesent", lambda data: seen.append(str(data)))  # type: ignore[attr-defined]
    socket.on("framereceived", lambda data: seen.append(str(data)))  # type: ignore[attr-defined]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.chromium_alone("Playwright waits in vain in Firefox where going back loads nothing")
def test_going_back_and_forth_changes_the_room_only(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    mia.page.locator("#overview a.card-link").first.click()
    expect(mia.page.locator("#section-building")).to_be_visible()
    mia.page.go_back()
    expect(mia.page.locator("#overview")).to_be_visible()
    mia.page.go_forward()
    expect(mia.page.locator("#section-building")).to_be_visible()


def test_exit_leaves_at_once_and_coming_back_meets_a_neutral_door(mia: Person, sam: Person) -> None:
    pair(mia, sam)
    mia.page.get_by_role("button", name="Exit now").click()
    expect(mia.page).to_have_title("Kitchen measures")
    mia.phone.screenshot("neutral-page")
    mia.phone.goto("/s")
    expect(mia.page.get_by_role("button", name="Continue")).to_be_visible()
    assert "Overture" not in mia.page.locator("body").inner_text()
    mia.looks_around("neutral-door")
    mia.page.get_by_role("button", name="Continue").click()
    mia.is_paired()


def test_ended_while_the_phone_is_offline(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    open_section(mia, sam, "limits")
    mia.phone.expect_problem("ERR_INTERNET_DISCONNECTED")
    mia.phone.offline(True)
    mia.goes_to("this-conversation").get_by_role("button", name="End this conversation").click()
    mia.page.get_by_role("button", name="End and delete").click()
    expect(mia.page.get_by_role("heading", name="Deleted from this phone")).to_be_visible()
    mia.phone.offline(False)
    mia.phone.goto("/")
    sam.sees_closed()
    expect(sam.page.locator("overture-paused summary", has_text="Limits")).to_be_visible()


@pytest.mark.chromium_alone("needs Chromium's own protocol")
def test_a_phone_that_sleeps_opens_when_it_wakes(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    mia.skips_and_seals("limits")
    mia.sees_state("limits", "sealed")
    asleep = mia.phone.context.new_cdp_session(mia.page)
    asleep.send("Debugger.enable")
    asleep.send("Debugger.pause")
    sam.skips_and_seals("limits")
    sam.sees_state("limits", "both-sealed")
    expect(
        sam.section("limits").get_by_text("The section opens as soon as both phones have been awake")
    ).to_be_visible()
    sam.looks_around("both-sealed")
    sam.sees_state("limits", "both-sealed")
    asleep.send("Debugger.disable")
    for person in (mia, sam):
        person.sees_state("limits", "opened")


def test_what_could_not_be_loaded_is_asked_for_again(mia: Person, sam: Person) -> None:
    files = ("answering", "later")
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        address = route.request.url
        asked.append(address)
        if asked.count(address) == 1:
            route.abort()
        else:
            route.continue_()

    for file in files:
        mia.phone.expect_problem(rf"Failed to load resource.*{file}\.js")
        mia.page.route(f"**/elements/{file}.js", fail_once)
    are_talking(mia, sam)
    open_section(mia, sam, "not-ready")
    mia.reads("not-ready")
    assert all(sum(f"/{file}.js" in each for each in asked) > 1 for file in files), asked
