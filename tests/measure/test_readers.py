"""What is looked at by eye has its pictures from three engines."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client.shell_page import served
from tests.measure.readers import reader

PNG_WIDTH = slice(16, 20)
"""In its first chunk. Source: PNG (W3C, third edition), section 11.2.1."""


@pytest.mark.webdriver
@pytest.mark.parametrize("engine", ["chromium", "webkit", "firefox"])
def test_a_picture_is_as_wide_as_a_small_phone(browser: Browser, tmp_path: Path, engine: str) -> None:
    with served() as home, reader(browser, home, (engine, "dark", "en")) as mia:
        mia.goto("/")
        mia.still()
        mia.screenshot(tmp_path / "taken.png")
        assert mia.script("return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [360, True]
        ratio = mia.script("return devicePixelRatio")
    width = int.from_bytes((tmp_path / "taken.png").read_bytes()[PNG_WIDTH])
    assert width == 360 * ratio
