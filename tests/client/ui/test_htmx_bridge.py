"""What the phone lets in and lets out: fragments, altered boxes, dead sockets, and nothing secret anywhere."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.client.runtime_support import make_code, pair, seal, take, talk, until
from tests.support.browser import Phone, Phones
from tests.support.inside import INSIDE
from tests.support.shelf import begin_with, stand_in_sockets

SECTION = "building"
Message = dict[str, Any]
CHECK = (
    """async (html) => {"""
    + INSIDE
    + """
  const {checkFragment} = await inside('ui/fragment-check');
  return checkFragment(html);
}"""
)
GOOD = (
    '<main id="stage" tabindex="-1" data-screen="talk"><section class="room" id="overview" hidden><h1>Sections</h1>'
    '<a href="#section-limits"><overture-text data-phone part="title" section="limits"></overture-text></a>'
    '<button type="button" hx-ws:send="" hx-vals=\'{"do":"ready"}\'>Ready</button></section></main>'
)


def command(**fields: str) -> str:
    return f"<button type='button' hx-ws:send hx-vals='{json.dumps(fields)}'>x</button>"


REFUSED = {
    "an input": "<input>",
    "a text area": "<textarea></textarea>",
    "a form": '<form action="/x"><button type="button">x</button></form>',
    "a choice": "<select><option>x</option></select>",
    "something to write in": '<p contenteditable="true">x</p>',
    "a name": '<p name="answer">x</p>',
    "a button that sends a form": "<button>x</button>",
    "a request of htmx": '<p hx-get="/x">x</p>',
    "a request of htmx by its other name": '<p data-hx-get="/x">x</p>',
    "a trigger": '<p hx-trigger="load">x</p>',
    "a script of htmx": '<p hx-on:click="x()">x</p>',
    "a handler": '<p onclick="x()">x</p>',
    "a style": '<p style="color:red">x</p>',
    "a style sheet": "<style>p{}</style>",
    "a script": "<script>x()</script>",
    "a picture": '<img src="/x.png" alt="">',
    "a frame": '<iframe src="/x"></iframe>',
    "a drawing": '<svg><a href="#x"></a></svg>',
    "a foreign link": '<a href="https://example.org/">x</a>',
    "a link out of the page": '<a href="/start">x</a>',
    "a script for a link": '<a href="javascript:x()">x</a>',
    "a template": "<template><p>x</p></template>",
    "a slot of somebody else": "<x-thing></x-thing>",
    "an element of the phone with something in it": "<overture-text data-phone><p>x</p></overture-text>",
    "an element of the phone without its mark": "<overture-text></overture-text>",
    "words in an element of the phone": "<overture-text data-phone>x</overture-text>",
    "a comment": "<!-- x -->",
    "a comment in a paragraph": "<p>x<!--><b>--></p>",
    "a comment in an element of the phone": "<overture-text data-phone><!--x--></overture-text>",
    "an instruction": "<p>x<?php x ?></p>",
    "a marked section": "<p><![CDATA[x]]></p>",
    "a declaration": "<p><!DOCTYPE x><!ELEMENT x></p>",
    "a comment in a template": "<template><!-- x --></template>",
    "a shadow": '<div><template shadowrootmode="open"><p>x</p></template></div>',
    "an element of the phone that no template has": "<overture-paused data-phone></overture-paused>",
    "an element of the phone that is none": "<overture-thing data-phone></overture-thing>",
    "data that no template has": '<p data-gramm="true">x</p>',
    "data that a library could obey": '<p data-turbo-action="x">x</p>',
    "a room that is kept as it is on the page": '<section class="room stack" data-phone><h1>x</h1></section>',
    "a second place for what failed": '<p id="trouble">x</p>',
    "a second status line": '<p id="status">x</p>',
    "an exit that is not ours": '<button type="button" data-act="exit">x</button>',
    "a pause for a button of the hub": command(do="pause", pause="A" * 22),
    "an end for a button of the hub": command(do="end"),
    "a command with words in it": command(do="ready", text="x"),
    "a command that is a script": "<button type='button' hx-ws:send hx-vals='js:{do: 1}'>x</button>",
}


def test_only_what_is_on_the_list_is_let_in(phones: Phones) -> None:
    page = phones.mia.page
    phones.mia.goto("/s")
    # The browser tells of styles and handlers even in markup that it only reads.
    phones.mia.expect_problem("Content Security Policy")
    assert "stage" in page.evaluate(CHECK, GOOD)
    for what, html in REFUSED.items():
        assert "refused" in page.evaluate(CHECK, GOOD.replace("<h1>", html + "<h1>")), what
    assert "stage" in page.evaluate(CHECK, f"\n{GOOD}\n")
    for outside in OUTSIDE:
        assert "refused" in page.evaluate(CHECK, outside), outside


OUTSIDE = (
    *("<p>x</p>", f"{GOOD}<p>x</p>", f"<title>x</title>{GOOD}", "", GOOD.replace("main", "div")),
    *(f"x{GOOD}", f"{GOOD}x", f"<?x?>{GOOD}", f'<body class="x">{GOOD}</body>', f'<html lang="x">{GOOD}</html>'),
    *(f"<!-- x -->{GOOD}", f"{GOOD}<!-- x -->", f"<!doctype html>{GOOD}", f"{GOOD}</body></html><!-- x -->"),
    f"<head><!-- x --></head>{GOOD}",
)
UNCHECKED = {
    "markup of text": "() => { document.createElement('p').innerHTML = '<b>x</b>'; }",
    "a document of text": "() => { new DOMParser().parseFromString('<p>x</p>', 'text/html'); }",
    "a script by its address": "() => { document.createElement('script').src = '/static/x.js'; }",
    "another policy": "() => { trustedTypes.createPolicy('another', { createHTML: (text) => text }); }",
    "a second one of ours": "() => { trustedTypes.createPolicy('overture-stage', { createHTML: (text) => text }); }",
    "a script of another name": "() => { window.overtureScripts.createScriptURL('other.js'); }",
    "a script of another folder": "() => { window.overtureScripts.createScriptURL('../door.js'); }",
    "a swap of what was not checked": """async () => {
      await htmx.swap({ text: '<main id="stage">x</main>', target: '#stage', swap: 'outerMorph' });
    }""",
}
THROWN = "async (work) => { try { await work(); return null; } catch (error) { return error.name; } }"


def test_nothing_but_a_checked_stage_becomes_markup_or_script(phones: Phones) -> None:
    """Trusted Types, where the browser knows them."""
    pair(phones)
    page = phones.mia.page
    phones.mia.expect_problem("requires 'Trusted|TrustedTypePolicy|nothing is run from text")
    for what, work in UNCHECKED.items():
        assert page.evaluate(f"() => ({THROWN})({work})") == "TypeError", what
    assert page.locator("#stage").inner_text() != "x"


def test_htmx_looks_for_nothing_to_obey_in_what_it_puts_on_the_page(phones: Phones) -> None:
    pair(phones)
    page = phones.mia.page
    page.evaluate(
        "() => { window.processed = 0; document.addEventListener('htmx:after:process', () => { processed += 1; }); }"
    )
    page.evaluate("() => { void conversation.send({ do: 'ready' }); }")
    expect(page.locator("#stage[data-screen=talk]")).to_be_visible()
    assert page.evaluate("() => window.processed") == 0


def between(phone: Phone, change: Callable[[Message], Message | None]) -> None:
    """From the next page on, a hub that changes what it says to this phone; None leaves the message out."""

    def handle(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def tell(said: str | bytes) -> None:
            message = change(json.loads(said))
            if message is not None:
                socket.send(json.dumps(message))

        server.on_message(tell)

    stand_in_sockets(phone.page, "**/live", handle)


def reconnect_through(phone: Phone, change: Callable[[Message], Message | None]) -> None:
    """Loads the page again, with every message of the hub changed from then on."""
    between(phone, change)
    phone.page.reload()
    take(phone.page)


def test_a_fragment_with_an_input_in_it_is_not_shown(phones: Phones) -> None:
    def add_input(message: Message) -> Message:
        if "html" in message:
            message["html"] = message["html"].replace("</h1>", "</h1><textarea name='x'>tell me</textarea>", 1)
        return message

    pair(phones)
    reconnect_through(phones.mia, add_input)
    until(phones.mia.page, "conversation.link === 'blocked'")
    expect(phones.mia.page.locator("#status")).to_contain_text("does not show")
    expect(phones.mia.page.locator("overture-paused h1")).to_be_visible()
    assert phones.mia.page.locator("textarea").count() == 0


def test_a_view_of_another_shape_is_not_believed(phones: Phones) -> None:
    def spoil(message: Message) -> Message:
        if "view" in message:
            message["view"]["chapters"] = [{"qhash": "<b>"}]
        return message

    pair(phones)
    reconnect_through(phones.mia, spoil)
    until(phones.mia.page, "conversation.link === 'blocked'")


def flipped(data: str) -> str:
    raw = bytearray(urlsafe_b64decode(data + "=" * (-len(data) % 4)))
    raw[-1] ^= 1
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def digest(data: str) -> str:
    raw = hashlib.sha512(urlsafe_b64decode(data + "=" * (-len(data) % 4))).digest()[:32]
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def theirs_of(message: Message) -> Message | None:
    if "view" not in message:
        return None
    sections = message["view"]["chapters"][0]["sections"]
    found: Message | None = next(section for section in sections if section["id"] == SECTION).get("theirs")
    return found


def released(phone: Phone) -> object:
    return phone.page.evaluate("(id) => conversation.section(conversation.chapter, id).mine.release", SECTION)


def both_seal_while(phones: Phones, change: Callable[[Message], Message | None]) -> None:
    """Both seal the section, and everything that the hub tells Mia is changed."""
    talk(phones)
    reconnect_through(phones.mia, change)
    until(phones.mia.page, "conversation.view?.ready.both")
    seal(phones.sam.page, SECTION, "theirs")
    seal(phones.mia.page, SECTION, "mine")


def test_a_box_that_is_not_what_it_was_named_is_not_opened(phones: Phones) -> None:
    bad: set[str] = set()

    def alter(message: Message) -> Message:
        theirs = theirs_of(message)
        if theirs:
            bad.add(theirs["commit"])
        for name in bad & set(message.get("boxes", {})):
            message["boxes"][name] = flipped(message["boxes"][name])
        if message.get("box") in bad:
            message["data"] = flipped(message["data"])
        return message

    both_seal_while(phones, alter)
    until(phones.mia.page, "conversation.altered")
    expect(phones.mia.page.locator("#status")).to_contain_text("different from what was sealed")
    assert released(phones.mia) is None


def test_a_box_altered_together_with_its_name_breaks_the_round_before_anything_is_shown(phones: Phones) -> None:
    names: dict[str, str] = {}

    def alter(message: Message) -> Message:
        theirs = theirs_of(message)
        if theirs and theirs["commit"] in message.get("boxes", {}):
            altered = flipped(message["boxes"][theirs["commit"]])
            names[theirs["commit"]] = digest(altered)
            message["boxes"][digest(altered)] = altered
        if theirs:
            theirs["commit"] = names.get(theirs["commit"], theirs["commit"])
        return message

    both_seal_while(phones, alter)
    for phone in (phones.mia, phones.sam):
        until(phone.page, "conversation.section(conversation.chapter, argument).state === 'broken'", SECTION)
    broken = phones.sam.page.evaluate("(id) => conversation.section(conversation.chapter, id)", SECTION)
    assert broken["broken"] == {"by": "them", "after": False}
    assert released(phones.mia) is None
    assert phones.sam.page.evaluate("(id) => conversation.rounds.opened(conversation.chapter, id, 1)", SECTION) is None


def test_a_socket_that_looks_open_and_is_dead_is_noticed(phones: Phones) -> None:
    dead = False

    def fall_silent(message: Message) -> Message | None:
        return None if dead else message

    pair(phones)
    between(phones.mia, fall_silent)
    page = phones.mia.page
    phones.mia.stop_the_clock()
    page.reload()
    take(page)
    until(page, "conversation.link === 'connected'")
    dead = True
    page.evaluate("() => { window.dispatchEvent(new Event('online')); }")
    page.clock.fast_forward(5000)
    until(page, "conversation.link === 'lost'")
    dead = False
    page.clock.fast_forward(20_000)
    until(page, "conversation.link === 'connected'")


def test_the_secret_half_is_off_the_address_before_htmx_or_anything_else_is_loaded(phones: Phones) -> None:
    code = make_code(phones.mia)
    locator, secret = code.split("-")
    sam = phones.sam.page
    begin_with(sam, "addEventListener('DOMContentLoaded', () => { window.at = location.href; }, {capture: true})")
    phones.sam.goto(f"/j/{locator}#{secret}")
    assert sam.url.endswith(f"/j/{locator}")
    assert sam.evaluate("() => window.at") == sam.url
    sam.get_by_role("button", name="Join").click()
    expect(sam.locator("#stage")).to_have_attribute("data-screen", "ready")
    sam.go_back()
    assert secret not in sam.url


@pytest.mark.parametrize("path", ["/s#section-limits", "/s#nowhere"])
def test_the_address_of_a_room_is_left_alone(phones: Phones, path: str) -> None:
    talk(phones)
    page = phones.mia.page
    phones.mia.goto(path)
    page.reload()
    take(page)
    room = "section-limits" if "limits" in path else "overview"
    expect(page.locator(f"#{room}")).to_be_visible()
    assert page.locator("#stage .room:visible").count() == 1
    page.evaluate("() => { location.hash = '#standing'; }")
    expect(page.locator("#standing h1")).to_be_focused()
    page.go_back()
    expect(page.locator(f"#{room}")).to_be_visible()
