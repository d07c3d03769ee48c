"""What is typed, however a keyboard makes it, and that nobody looks at it who need not."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, expect

from tests.client.elements.test_pairing import hub_says
from tests.client.elements_support import Screen, section_view, view
from tests.client.lock_support import door, lock
from tests.client.shell_page import STATIC
from tests.support.next_acts import VECTORS
from tests.support.shelf import listen

JOIN = "<h1>Join</h1><overture-join data-phone></overture-join>"
PLACE = "data-phone section='{0}' chapter='Q' round='1'"
QUESTIONS = f"<div class='room'><h1>x</h1><overture-questions {PLACE}></overture-questions></div>"
NOTES = f"<div class='room'><h1>x</h1><overture-notes {PLACE}></overture-notes></div>"

UNSEEN = {
    "autocomplete": "off",
    "autocorrect": "off",
    "spellcheck": "false",
    "writingsuggestions": "false",
    "data-gramm": "false",
    "data-gramm_editor": "false",
    "data-enable-grammarly": "false",
    "data-lt-active": "false",
}
WRITTEN_IN = "textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=file])"


@pytest.fixture
def keys(screen: Screen) -> Iterator[CDPSession]:
    session = screen.phone.context.new_cdp_session(screen.page)
    yield session
    session.detach()


def compose(keys: CDPSession, text: str) -> None:
    """As a keyboard with suggestions does: each key gives it the whole word anew."""
    for end in range(1, len(text) + 1):
        caret = {"selectionStart": end, "selectionEnd": end}
        keys.send("Input.imeSetComposition", {"text": text[:end], **caret})


def commit(keys: CDPSession, text: str) -> None:
    keys.send("Input.insertText", {"text": text})


def press_enter(keys: CDPSession) -> None:
    """As a browser tells of the keyboard's own Enter, by the number alone and while it composes."""
    for kind in ("rawKeyDown", "keyUp"):
        keys.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )


def fields_of(screen: Screen) -> Locator:
    return screen.page.locator(WRITTEN_IN)


# Every screen on which somebody writes


def join(screen: Screen) -> None:
    screen.show(JOIN, path="/j")


def text_question(screen: Screen) -> None:
    screen.show(QUESTIONS.format("limits"), view=view(section_view("limits")))


def condition(screen: Screen) -> None:
    screen.show(QUESTIONS.format("mixed"), view=view(section_view("mixed")))
    screen.asks("Where do you stand?")
    screen.page.get_by_role("radiogroup", name="Rope You give").get_by_label("Only if …").check()


def note(screen: Screen) -> None:
    screen.show(NOTES.format("limits"), view=view(section_view("limits", state="opened")))
    screen.press("Write it down")


SCREENS: dict[str, Callable[[Screen], None]] = {
    "the code": join,
    "a new lock": lock("none"),
    "another passphrase": lock("change"),
    "the lock off": lock("off"),
    "the door": door,
    "a question": text_question,
    "a condition": condition,
    "a note": note,
}


@pytest.mark.parametrize("name", SCREENS)
def test_no_program_looks_at_what_is_typed_and_no_field_writes_in_a_composition(
    screen: Screen, keys: CDPSession, name: str
) -> None:
    SCREENS[name](screen)
    expect(fields_of(screen).first).to_be_visible()
    for field in fields_of(screen).all():
        asked = field.evaluate("(field, names) => names.map((name) => field.getAttribute(name))", list(UNSEEN))
        assert asked == list(UNSEEN.values())
        field.fill("")
        field.click()
        compose(keys, "hrwe7k2m")
        assert field.input_value() == "hrwe7k2m"
        commit(keys, "hrwe7k2m")
        assert field.input_value() == ("HRWE-7K2M" if name == "the code" else "hrwe7k2m")


def test_all_fields_for_writing_are_made_in_one_place() -> None:
    """So no field can be without what keeps other programs out (dom.js, `typed`)."""
    made = re.compile(
        r"h\(\s*'(textarea|input)'(?:,\s*\{\s*(?:id,\s*)?type: '(\w+)')?|createElement\('(?:input|textarea)'"
    )
    for script in sorted((STATIC / "js").rglob("*.js")):
        for found in made.finditer(script.read_text("utf-8")):
            assert found[2] in {"radio", "checkbox", "file"}, f"{script.name}: {found[0]}"
    for page in (STATIC.parent / "templates").rglob("*.html"):
        if "worksheet" not in page.parts:
            assert not re.search(r"<(input|textarea|select)\b|contenteditable", page.read_text("utf-8")), page


def test_whoever_listens_to_keys_leaves_those_of_the_keyboard_alone() -> None:
    for script in sorted((STATIC / "js").rglob("*.js")):
        source = script.read_text("utf-8")
        for found in re.finditer(r"keydown|keyup|keypress", source):
            assert "composes" in source[max(0, found.start() - 500) : found.start() + 500], script.name


@pytest.mark.parametrize("name", ["the code", "a new lock", "the door"])
def test_enter_while_composing_does_nothing(screen: Screen, keys: CDPSession, name: str) -> None:
    SCREENS[name](screen)
    asked = hub_says(screen, "**/join/*", 404, {"code": "unknown", "message": ""})
    field = fields_of(screen).first
    expect(field).to_be_visible()
    before = screen.page.locator("#stage").inner_text()
    field.click()
    compose(keys, "hrwe7k2m")
    press_enter(keys)
    assert field.input_value() == "hrwe7k2m"
    assert screen.page.locator("#stage").inner_text() == before
    assert asked == []
    screen.page.evaluate(
        """() => {
          window.prevented = [];
          addEventListener('keydown', (event) => window.prevented.push(event.defaultPrevented));
          const enter = { key: 'Enter', bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
          document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
        }"""
    )
    assert screen.page.evaluate("() => window.prevented") == [True, True]
    assert screen.page.locator("#stage").inner_text() == before
    assert asked == []


def test_a_composed_answer_is_kept_as_it_was_typed(screen: Screen, keys: CDPSession) -> None:
    text_question(screen)
    fields_of(screen).first.click()
    compose(keys, "かんじ")
    press_enter(keys)
    commit(keys, "感じ")
    (said,) = screen.draft("limits")["answers"].values()
    assert said == "感じ"


@pytest.mark.parametrize(("typed", "shown"), [("ＨＲＷＥ－７Ｋ２Ｍ", "HRWE-7K2M"), ("hrwe 7k2m", "HRWE-7K2M")])
def test_a_code_is_taken_in_signs_of_any_width(screen: Screen, typed: str, shown: str) -> None:
    join(screen)
    screen.page.get_by_label("Your code").click()
    screen.page.keyboard.insert_text(typed)
    expect(screen.page.get_by_label("Your code")).to_have_value(shown)


FOUND: list[dict[str, str | None]] = json.loads((VECTORS / "found-codes.json").read_text("utf-8"))["cases"]
PASTED = [each for each in FOUND if each["code"] is not None and "hub" not in each]
ELSEWHERE = [each for each in FOUND if "hub" in each]
BY = {
    # As a paste, a drop and a filling-in of the browser's come to a field; the last tells neither how nor what.
    "paste": ("insertFromPaste", True),
    "drop": ("insertFromDrop", True),
    "autofill": (None, False),
}
FILL = """([field, typed, at, text, kind, tells]) => {
  field.value = typed;
  field.setRangeText(text, at, at, 'end');
  const told = { ...(kind && { inputType: kind }), ...(tells && { data: text }) };
  field.dispatchEvent(new InputEvent('input', { bubbles: true, ...told }));
}"""


@pytest.mark.parametrize("by", BY)
def test_a_code_is_found_in_what_comes_into_the_field(screen: Screen, by: str) -> None:
    join(screen)
    field, (kind, tells) = screen.page.get_by_label("Your code"), BY[by]
    for each in PASTED:
        screen.page.evaluate(FILL, [field.element_handle(), "", 0, each["text"], kind, tells])
        assert field.input_value() == f"{str(each['code'])[:4]}-{str(each['code'])[4:]}", each["name"]


@pytest.mark.parametrize("by", BY)
def test_the_code_of_a_link_that_names_another_hub_is_not_for_this_one(screen: Screen, by: str) -> None:
    join(screen)
    field, (kind, tells) = screen.page.get_by_label("Your code"), BY[by]
    for each in ELSEWHERE:
        screen.page.evaluate(FILL, [field.element_handle(), "", 0, each["text"], kind, tells])
        expect(field).to_have_value("")
        expect(screen.page.get_by_text("This link belongs to another server")).to_be_visible()
    own = f"https://pages.example/j#HRWE-7K2M@{screen.phone.home}"
    screen.page.evaluate(FILL, [field.element_handle(), "", 0, own, kind, tells])
    expect(field).to_have_value("HRWE-7K2M")


def test_a_link_that_names_another_hub_is_not_joined_with_where_no_input_was_seen(screen: Screen) -> None:
    sent: list[str] = []
    listen(screen.page, "request", lambda request: sent.append(request.method))
    join(screen)
    screen.page.get_by_label("Your code").evaluate("(field, text) => { field.value = text; }", ELSEWHERE[0]["text"])
    screen.press("Join")
    expect(screen.page.get_by_text("This link belongs to another server")).to_be_visible()
    assert "POST" not in sent


@pytest.mark.parametrize("by", ["paste", "drop"])
def test_a_whole_code_in_the_middle_of_half_a_one_takes_its_place(screen: Screen, by: str) -> None:
    join(screen)
    field, (kind, tells) = screen.page.get_by_label("Your code"), BY[by]
    for typed, at in (("AB", 1), ("AB", 2), ("AB", 0), ("ABCD-E", 3), ("ABCD-EFGH", 4)):
        for each in PASTED:
            screen.page.evaluate(FILL, [field.element_handle(), typed, at, each["text"], kind, tells])
            assert field.input_value() == f"{str(each['code'])[:4]}-{str(each['code'])[4:]}", (typed, at, each["name"])


def test_what_holds_no_clear_code_stays_as_it_is_and_joins_nothing(screen: Screen) -> None:
    join(screen)
    field = screen.page.get_by_label("Your code")
    for text in ("not HRWE-7K2M but ABCD-1234", "please send me the code again", "code 7K2M"):
        screen.page.evaluate(FILL, [field.element_handle(), "", 0, text, "insertFromPaste", True])
        assert field.input_value() == text
        screen.page.get_by_role("button", name="Join", exact=True).click()
        expect(field).to_have_attribute("aria-invalid", "true")


def test_three_times_shift_while_composing_leaves_nothing(browser: Browser, home: str) -> None:
    """Some keyboards change their script with it."""
    shown = Screen(browser, home)
    join(shown)
    # It asks for the page that is left to, and that is not served here.
    shown.phone.expect_problem("404")
    shown.page.add_script_tag(url="/static/x/js/exit.js")
    press = """(more) => {
      for (let n = 0; n < 3; n += 1) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', ...more }));
    }"""
    shown.page.evaluate(press, {"isComposing": True})
    shown.page.evaluate(press, {"keyCode": 229})
    expect(shown.page.get_by_label("Your code")).to_be_visible()
    shown.close()
