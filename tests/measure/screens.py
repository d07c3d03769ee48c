"""`python -m tests.measure.screens FOLDER [VARIANT ...]`: the same screens in three engines, side by side.

Two people have a conversation, one of them in Chromium, WebKit and Firefox after one another, in light and in dark, and
in German too. FOLDER gets a picture of each screen: its top, and its end where it is longer than the phone. By hand, in
about eight minutes; a variant (firefox-dark-de) can be asked for alone. What the pictures should show is said in
docs/browsers.md.
"""

import argparse
import base64
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.browser.people import Person
from tests.measure.readers import Reader, reader
from tests.measure.screens_walk import Walk
from tests.support.browser import Phone, launched
from tests.support.hub import OFTEN, Hub

VARIANTS = (
    ("chromium", "light", "en"),
    ("webkit", "light", "en"),
    ("firefox", "light", "en"),
    ("webkit", "light", "de"),
    ("chromium", "dark", "en"),
    ("webkit", "dark", "en"),
    ("firefox", "dark", "en"),
    ("firefox", "dark", "de"),
)
SHEET = """<body style="margin: 0; padding: 8px; background: #888; font: 14px sans-serif">
<div style="display: grid; grid-template-columns: repeat(4, 360px); gap: 12px">{}</div>"""
FIGURE = (
    '<figure style="margin: 0"><figcaption>{}</figcaption><img width="360" src="data:image/png;base64,{}"></figure>'
)
TO_TOP = "scrollTo({ top: 0, behavior: 'instant' }); return true;"
TO_END = """
const sheet = document.querySelector('[data-resting] overture-paused') ?? document.documentElement;
const far = sheet.scrollHeight - sheet.clientHeight;
sheet.scrollTo({ top: far, behavior: 'instant' });
return far > 24;
"""


def main(folder: Path, wanted: Sequence[str]) -> None:
    """Write the pictures of these variants, or of all."""
    variants = [each for each in VARIANTS if not wanted or "-".join(each) in wanted]
    shots: dict[str, list[str]] = {}

    def shoot(mia: Reader, variant: tuple[str, str, str], name: str) -> None:
        mia.still()
        for part, scroll in (("top", TO_TOP), ("end", TO_END)):
            if mia.script(scroll):
                mia.screenshot(picture)
                image = base64.b64encode(picture.read_bytes()).decode()
                shots.setdefault(f"{name}-{part}", []).append(FIGURE.format(" ".join(variant), image))

    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        picture = Path(temporary) / "one.png"
        hub = Hub(Path(temporary), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN})
        hub.start()
        try:
            for variant in variants:
                other = Phone(browser, "sam", hub.url)
                with reader(browser, hub.url, variant) as mia:
                    Walk(mia, Person(other), variant[2], partial(shoot, mia, variant)).goes()
                other.close()
                sys.stdout.write(f"{' '.join(variant)}\n")
                sys.stdout.flush()
            folder.mkdir(parents=True, exist_ok=True)
            page = browser.new_page(viewport={"width": 1492, "height": 600})
            for name, figures in shots.items():
                page.set_content(SHEET.format("".join(figures)))
                page.screenshot(path=folder / f"{name}.png", full_page=True)
        finally:
            hub.discard()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.measure.screens")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the pictures go")
    parser.add_argument("variants", metavar="VARIANT", nargs="*", help="these alone, such as firefox-dark-de")
    asked = parser.parse_args()
    main(asked.folder, asked.variants)
