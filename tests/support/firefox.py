"""The system's Firefox with the phones of the stories, driven by Playwright over WebDriver BiDi."""

import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.shelf import with_a_shelf
from tests.support.webdriver import QUIET, needs

BETWEEN = Path(__file__).with_name("firefox_between.py")
PREFS: dict[str, str | float | bool] = {
    **QUIET,
    "dom.events.testing.asyncClipboard": True,
    "ui.useOverlayScrollbars": 1,
}


@contextmanager
def launched_firefox() -> Iterator[Browser]:
    """The system's Firefox. While it is open no other event loop can run in this thread."""
    needs("firefox-esr", "firefox-esr")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "firefox"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(BETWEEN))} "$@"\n')
        program.chmod(0o755)
        with sync_playwright() as playwright:
            browser = playwright.firefox.launch(
                channel="moz-firefox", executable_path=program, firefox_user_prefs=PREFS
            )
            with with_a_shelf(browser):
                yield browser
