"""The test support itself: what it promises to notice, it notices."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser

from tests.conftest import ON_BOTH
from tests.support.browser import TESTS, Phone, patience_of
from tests.support.engines import Engine
from tests.support.process import Program
from tests.support.shelf import begin_with, listen, stand_in_sockets

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http:; connect-src 'self' ws: https:"
PAGES = {
    "/good": '<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1></main>',
    "/bare": "<!doctype html><html><title>Bare</title><img src='/dot.png'><p>text",
    "/script.js": "console.error('said aloud'); setTimeout(() => { throw new Error('thrown'); });",
    "/loud": '<!doctype html><html lang="en"><title>Loud</title><h1>Loud</h1><script src="/script.js"></script>',
    "/pale.css": "@media (prefers-color-scheme: dark) { p { color: #777; background: #888; } }"
    " h1 { color: #767676; background: #fff; }",
    "/pale": '<!doctype html><html lang="en"><title>Pale</title><link rel="stylesheet" href="/pale.css">'
    "<main><h1>Pale</h1><p>By night nobody can read this.</p></main>",
    "/held.css": "@keyframes come { from { opacity: 0; } } p { animation: come 50ms forwards; }",
    "/held": '<!doctype html><html lang="en"><title>Held</title><link rel="stylesheet" href="/held.css">'
    "<main><h1>Held</h1><p>This has come to stay.</p></main>",
    "/elsewhere": '<!doctype html><html lang="en"><title>Else</title><img alt="" src="http://127.0.0.2:8080/x.png">',
}
TYPES = {"js": "text/javascript", "css": "text/css"}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "").encode()
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(self.path.partition(".")[2], "text/html"))
        self.send_header("Content-Security-Policy", STRICT)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Phone]:
    phone = Phone(browser, "mia", site)
    yield phone
    phone.close()


def test_an_engine_keeps_what_it_acknowledged(engine: Engine) -> None:
    with engine.client() as client:
        client.set("kept", "yes")
    engine.kill()
    assert not engine.running
    engine.start()
    with engine.client() as client:
        assert client.get("kept") == b"yes"
    assert b"kept" in engine.on_disk()


def test_an_engine_is_empty_for_each_test(engine: Engine) -> None:
    with engine.client() as client:
        assert client.dbsize() == 0


def test_a_program_that_ends_without_saying_it_is_told_with_what_it_said() -> None:
    with Program("one", [sys.executable, "-c", "print('hello')"]) as program:
        with pytest.raises(AssertionError, match=r"(?s)one ended with 0.*'ready'.*hello"):
            program.wait_for("ready")
        assert program.wait_for("hel+o").group() == "hello"


def test_a_good_page_has_no_problems(phone: Phone) -> None:
    phone.goto("/good")
    phone.check_accessible()
    assert phone.unexpected() == []


def test_axe_speaks_up_under_a_strict_policy(phone: Phone) -> None:
    phone.goto("/bare")
    with pytest.raises(AssertionError, match="image-alt"):
        phone.check_accessible()


def test_axe_looks_at_the_colours_of_another_scheme(phone: Phone) -> None:
    phone.goto("/pale")
    phone.check_accessible()
    phone.page.emulate_media(color_scheme="dark")
    with pytest.raises(AssertionError, match=r"color-contrast \(") as found:
        phone.check_accessible(rules="colours")
    # The heading is good enough: nothing stricter than by day is asked.
    assert "enhanced" not in str(found.value)


def test_console_errors_and_exceptions_are_problems_unless_announced(phone: Phone) -> None:
    with phone.context.expect_event("weberror"):
        phone.goto("/loud")
    problems = "\n".join(phone.unexpected())
    assert "said aloud" in problems
    assert "uncaught: thrown" in problems
    phone.expect_problem("said aloud")
    phone.expect_problem("thrown")
    assert phone.unexpected() == []


def test_a_request_to_another_address_is_a_problem(phone: Phone) -> None:
    phone.goto("/elsewhere")
    phone.page.evaluate("() => fetch('https://localhost:8443/y').catch(() => null)")
    phone.page.evaluate("() => new Promise((done) => { new WebSocket('ws://127.0.0.1:8081/').onclose = done; })")
    for address in ("http://127.0.0.2:8080/x.png", "localhost:8443", "127.0.0.1:8081"):
        assert f"request to another address: {address}" in phone.unexpected()


def test_what_a_test_leaves_on_a_phone_is_gone_for_the_next(browser: Browser, site: str) -> None:
    before = Phone(browser, "mia", site)
    before.goto("/good")
    before.page.evaluate(
        """async () => {
            window.name = 'mine';
            sessionStorage.setItem('draft', 'x');
            localStorage.setItem('kept', 'x');
            document.cookie = 'left=x';
            await new Promise((done) => { indexedDB.open('overture').onsuccess = done; });
            addEventListener('pagehide', () => sessionStorage.setItem('draft', 'written in the last moment'));
        }"""
    )
    before.page.route("**/good", lambda route: route.abort())
    before.page.emulate_media(color_scheme="dark", media="print")
    page = before.page
    before.close()
    after = Phone(browser, "mia", site)
    assert after.page is page, "nothing made this page unfit for another test"
    assert after.page.evaluate("history.length") == 1
    after.goto("/good")
    stored = "sessionStorage.length, localStorage.length, (await indexedDB.databases()).length"
    assert after.page.evaluate(f"async () => [{stored}, window.name, document.cookie]") == [0, 0, 0, "", ""]
    assert after.page.evaluate("['print', '(prefers-color-scheme: dark)'].map((each) => matchMedia(each).matches)") == [
        False,
        False,
    ]
    after.close()


def test_what_a_test_adds_to_a_page_is_gone_for_the_next(browser: Browser, site: str) -> None:
    before = Phone(browser, "mia", site)
    page, asked = before.page, []
    begin_with(page, "window.added = true")
    listen(page, "request", lambda request: asked.append(request.url))
    before.goto("/good")
    assert page.evaluate("'added' in window") is True
    before.close()
    assert asked
    asked.clear()
    after = Phone(browser, "mia", site)
    assert after.page is page, "nothing made this page unfit for another test"
    after.goto("/good")
    assert after.page.evaluate("'added' in window") is False
    assert asked == []
    after.close()


def test_a_page_whose_sockets_were_answered_for_it_is_given_to_nobody_else(browser: Browser, site: str) -> None:
    before = Phone(browser, "mia", site)
    page = before.page
    stand_in_sockets(page, "**/live", lambda socket: socket.close())
    before.close()
    after = Phone(browser, "mia", site)
    assert after.page is not page
    after.close()


@pytest.mark.parametrize("asked", ["() => new Promise(() => {})", "() => 1"], ids=["no answer", "no end"])
def test_what_waits_for_a_browser_in_vain_fails_there_and_the_browser_goes_on(phone: Phone, asked: str) -> None:
    def asks_for_ever() -> None:
        with patience_of(0.3):
            while True:
                phone.page.evaluate(asked)

    phone.goto("/good")
    with pytest.raises(TimeoutError, match="has not answered for"):
        asks_for_ever()
    assert phone.page.evaluate("() => document.title") == "Good"
    phone.goto("/good")
    phone.check_accessible()


def test_an_animation_that_holds_its_last_state_is_at_rest(phone: Phone) -> None:
    phone.goto("/held")
    with patience_of(10):
        phone.check_accessible()


@pytest.mark.parametrize("pattern", ON_BOTH)
def test_what_is_to_run_on_both_event_loops_is_there(pattern: str) -> None:
    assert list(TESTS.glob(pattern))
