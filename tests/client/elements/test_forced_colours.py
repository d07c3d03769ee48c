"""Where the system forces its colours: the code can be scanned, and what is chosen and focused can be told."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import Browser

from tests.client.elements.test_pairing import CODE
from tests.client.elements_support import Screen, view
from tests.client.questions_support import begin

MODES = [("dark", "active"), ("light", "active"), ("dark", "none"), ("light", "none")]

GREY = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const { width, height } = image;
  const drawing = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, width, height);
  const at = (place) => Math.round(0.299 * data[4 * place] + 0.587 * data[4 * place + 1] + 0.114 * data[4 * place + 2]);
  const grey = Array.from({ length: width * height }, (_, place) => String.fromCharCode(at(place))).join('');
  return { width, height, grey: btoa(grey) };
}"""
LOOKS = """(input) => {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(input.closest('.choice'));
  return outlineStyle === 'none' ? null : [outlineStyle, outlineWidth, outlineColor];
}"""


@pytest.fixture
def forced(browser: Browser, home: str, request: pytest.FixtureRequest) -> Iterator[Screen]:
    scheme, colours = request.param
    screen = Screen(browser, home, name=f"{scheme}-{colours}", color_scheme=scheme, forced_colors=colours)
    yield screen
    screen.close()


def read_by_a_camera(forced: Screen, picture: bytes) -> list[str]:
    """What ZXing reads in a picture, dark on light: many cameras read no code in inverted colours."""
    blank = forced.phone.new_tab()
    blank.goto("about:blank")
    seen: dict[str, Any] = blank.evaluate(GREY, base64.b64encode(picture).decode())
    blank.close()
    pixels = memoryview(base64.b64decode(seen["grey"])).cast("B", (seen["height"], seen["width"]))
    return [each.text for each in zxingcpp.read_barcodes(pixels, try_invert=False)]


@pytest.mark.parametrize("forced", MODES, indirect=True, ids="-".join)
def test_a_camera_reads_the_link_in_every_mode(forced: Screen, home: str) -> None:
    forced.show(CODE, view=view(), secret="7K2M")
    # The code is drawn by a module that comes late and takes the place of an empty box: wait for the drawing itself.
    forced.page.locator(".qr svg").wait_for()
    assert read_by_a_camera(forced, forced.page.screenshot(full_page=True)) == [f"{home}/j/HRWE#7K2M"]


@pytest.mark.parametrize("forced", MODES[:2], indirect=True, ids="-".join)
def test_what_is_chosen_and_what_has_the_focus_can_be_told(forced: Screen) -> None:
    begin(forced)
    page = forced.page
    tea, other = page.get_by_role("radio").nth(0), page.get_by_role("radio").nth(1)
    assert tea.evaluate(LOOKS) is None
    tea.check()
    page.get_by_role("heading", level=2).first.focus()
    chosen = tea.evaluate(LOOKS)
    assert chosen is not None
    page.keyboard.press("Tab")
    while not page.evaluate("() => document.activeElement.matches('[type=radio]')"):
        page.keyboard.press("Tab")
    assert tea.evaluate(LOOKS) not in (None, chosen)
    page.keyboard.press("ArrowDown")
    assert tea.evaluate(LOOKS) is None
    assert other.evaluate(LOOKS) not in (None, chosen)
