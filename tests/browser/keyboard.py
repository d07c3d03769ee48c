"""Going by keyboard alone: to what has a name, seeing all the way where one is."""

import pytest
from playwright.sync_api import Page

MOST_STEPS = 120

NAME = """() => {
  const at = document.activeElement;
  const name = at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent;
  return name.replace(/\u200b/g, '').trim();
}"""
# All of it is on the screen and nothing lies over it, and something is drawn around it.
SEEN = """() => {
  const at = document.activeElement;
  const { x, width, top, bottom } = at.getBoundingClientRect();
  const isThere = (y) => {
    const under = document.elementFromPoint(x + width / 2, y);
    return under !== null && (at.contains(under) || under.contains(at));
  };
  const drawn = [[at], [at, '::after'], [at.closest('.choice') ?? at]].map((each) => getComputedStyle(...each));
  return [top + 3, bottom - 3].every(isThere) && drawn.some(({ outlineStyle }) => outlineStyle !== 'none');
}"""


def comes_to(page: Page, name: str, key: str = "Tab") -> None:
    """Move with the Tab key until what has this name has the focus, which can be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if page.evaluate(NAME) == name:
            page.wait_for_function(SEEN)
            return
    pytest.fail(f"the Tab key never comes to {name!r}")


def presses(page: Page, name: str, key: str = "Enter") -> None:
    """Move with the Tab key to what has this name, and press."""
    comes_to(page, name)
    page.keyboard.press(key)
