#!/usr/bin/env python3
"""Draws the pictures of the icon from icon.svg, in the sizes that browsers ask for: `python -m tools.icons`."""

from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser import launched

FOLDER = Path(__file__).parents[1] / "client" / "static" / "home-screen"
SIZES = (180, 192, 512)
"""Pixels: of what Safari takes for an iPhone, and the two sizes that Chromium asks for."""


def draw(page: Page, size: int) -> bytes:
    """Return the icon as a PNG of `size` by `size` pixels, drawn where a CSS pixel is one pixel."""
    drawing = (
        (FOLDER / "icon.svg").read_text(encoding="utf-8").replace("<svg ", f'<svg width="{size}" height="{size}" ')
    )
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}")
    return page.screenshot()


def main() -> None:
    with launched() as browser:
        page = browser.new_page()
        for size in SIZES:
            (FOLDER / f"icon-{size}.png").write_bytes(draw(page, size))


if __name__ == "__main__":
    main()
