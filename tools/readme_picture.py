"""Make docs/images/two-phones.png, the picture in the README, with two phones: `python -m tools.readme_picture`."""

import base64
import tempfile
from pathlib import Path

from tests.browser.people import Person, pair_and_begin
from tests.support.browser import Phones, launched
from tests.support.hub import Hub

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "two-phones.png"
FRAME = """<style>
body {{ margin: 0; padding: 32px; display: inline-flex; gap: 32px; background: #e9dcc9 }}
img {{ width: 320px; height: 569px; object-fit: cover; border: 8px solid #2a221c; border-radius: 28px }}
</style><img src="data:image/png;base64,{}"><img src="data:image/png;base64,{}">"""
WORDS = {"mia": ("red", "yellow"), "sam": ("pineapple", "yellow")}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        hub = Hub(Path(folder))
        hub.start()
        try:
            phones = Phones(browser, hub.url)
            people = [Person(phone) for phone in (phones.mia, phones.sam)]
            pair_and_begin(*people)
            for person in people:
                room = person.section("stop-signals")
                for word in WORDS[person.name]:
                    room.get_by_role("textbox").fill(word)
                    room.get_by_role("button", name="Next", exact=True).click()
                room.get_by_role("button", name="Look back over my answers").click()
                person.seals("stop-signals")
            for person in people:
                person.reads("stop-signals")
                person.page.evaluate("() => Promise.allSettled(document.getAnimations().map((each) => each.finished))")
            shots = [base64.b64encode(person.page.screenshot()).decode() for person in people]
            wide = browser.new_page(viewport={"width": 800, "height": 700}, device_scale_factor=1.5)
            wide.set_content(FRAME.format(*shots))
            PICTURE.parent.mkdir(exist_ok=True)
            wide.locator("body").screenshot(path=PICTURE)
            phones.close()
        finally:
            hub.discard()


if __name__ == "__main__":
    main()
