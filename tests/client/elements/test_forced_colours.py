"""Where the system forces its colours: the code can be scanned, and what is chosen and focused can be told."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.client.elements.test_pairing import CODE
from tests.client.elements_support import Screen, view
from tests.client.questions_support import begin

MODES = [("dark", "active"), ("light", "active"), ("dark", "none"), ("light", "none")]

MODULES = """async ([png, { left, top, width, whole, size }]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const drawing = canvas.getContext('2d');
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, image.width, image.height);
  const at = (offset, place) => Math.floor((offset + (place + 0.5) * width / size) * image.width / whole);
  const bright = (x, y) => data[4 * (at(top, y) * image.width + at(left, x))];
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => bright(x, y)));
}"""
DRAWN = """() => {
  const [box, svg] = [document.querySelector('.qr').getBoundingClientRect(), document.querySelector('.qr svg')];
  const { left, top, width } = svg.getBoundingClientRect();
  const drawn = svg.querySelector('path').getAttribute('d');
  const dark = Array.from(drawn.matchAll(/M(\\d+) (\\d+)/g), ([, x, y]) => [+x, +y]);
  return { left: left - box.left, top: top - box.top, width, whole: box.width, size: svg.viewBox.baseVal.width, dark };
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


@pytest.mark.parametrize("forced", MODES, indirect=True, ids="-".join)
def test_the_code_is_black_on_white_for_a_camera(forced: Screen) -> None:
    forced.show(CODE, view=view(), secret="7K2M")
    page = forced.page
    # The code is drawn by a module that comes late and takes the place of an empty box: wait for the drawing itself.
    page.locator(".qr svg").wait_for()
    picture = page.locator(".qr").screenshot()
    drawn: dict[str, Any] = page.evaluate(DRAWN)
    blank = forced.phone.new_tab()
    blank.goto("about:blank")
    rows: list[list[int]] = blank.evaluate(MODULES, [base64.b64encode(picture).decode(), drawn])
    blank.close()
    dark = {tuple(place) for place in drawn["dark"]}
    for y, row in enumerate(rows):
        for x, bright in enumerate(row):
            assert (bright < 60) if (x, y) in dark else (bright > 220), (x, y)


@pytest.mark.parametrize("forced", MODES[:2], indirect=True, ids="-".join)
def test_what_is_chosen_and_what_has_the_focus_can_be_told(forced: Screen) -> None:
    begin(forced)
    page = forced.page
    tea, other = page.get_by_role("radio").nth(0), page.get_by_role("radio").nth(1)
    assert tea.evaluate(LOOKS) is None
    tea.check()
    page.get_by_role("heading").first.focus()
    chosen = tea.evaluate(LOOKS)
    assert chosen is not None
    page.keyboard.press("Tab")
    while not page.evaluate("() => document.activeElement.matches('[type=radio]')"):
        page.keyboard.press("Tab")
    assert tea.evaluate(LOOKS) not in (None, chosen)
    page.keyboard.press("ArrowDown")
    assert tea.evaluate(LOOKS) is None
    assert other.evaluate(LOOKS) not in (None, chosen)
