"""`python -m tests.measure`: two people answer the default set at 360 x 640, and what it took is printed as a table.

`python -m tests.measure just-before apart` does so for the sets of these ids. By hand, in about two minutes a set.
The goals are those of the design for the default set; the minutes are arithmetic (tests/measure/walk.py).
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, expect

from overture.questions.model import load_file
from overture.settings import BUILTIN_QUESTIONS
from tests.browser.people import pair_and_begin
from tests.measure.walk import Cost, Walked, Walker
from tests.support.browser import launched, phones_at
from tests.support.hub import OFTEN, Hub

FIRST_SCENE = BUILTIN_QUESTIONS / "first-scene.toml"
CAREFUL = ("Hard limit", "Not now", "Only if", "Hard limit", "Curious", "Yes", "Hard limit", "Not sure")
EAGER = ("Yes", "Hard limit", "Only if", "Yes", "Curious", "Yes", "Not now", "Curious")
# The scene card before a scene, with what begins one folded below it; and while one runs, when it is all that is there.
ROOMS = {"overview": "2", "standing": "7", "card": "3", "scene": "3"}
GOALS = {"taps": "190", "screens": "60", "first field": "640"}


def sections_of(questions: Path, *, mutual: bool = True) -> list[str]:
    """The sections that are sealed, in the order of the set; `mutual`: those that open by row among them."""
    document = json.loads(load_file(questions).document)
    return [
        section["id"]
        for section in document["sections"]
        if section["reveal"] not in ({"never"} if mutual else {"never", "mutual"})
        and any(question["kind"] != "statement" for question in section["questions"])
    ]


def walk(browser: Browser, home: str, sections: Sequence[str]) -> tuple[list[Walked], dict[str, Cost]]:
    """Mia answers by touch, Sam at once; both seal, and Mia reads what has opened."""
    with phones_at(browser, home) as phones:
        mia = Walker(phones.mia, plan=CAREFUL, one_word="Pineapple")
        sam = Walker(phones.sam, plan=EAGER, one_word="Marigold")
        pair_and_begin(mia, sam)
        walked = []
        for section in sections:
            way = mia.walks(section)
            sam.answers_and_seals(section, 1, by_touch=False)
            walked.append(mia.reads_all(way))
        seen = {room: mia.sees(room) for room in ("overview", "standing", "card")}
        for person in (mia, sam):
            person.is_ready_to_begin()
        expect(mia.page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
        return walked, {**seen, "scene": mia.sees("card")}


def table(walked: Sequence[Walked], rooms: dict[str, Cost]) -> str:
    """As it is printed: a line a section, their sum, then the rooms."""
    head = f"{'section':<14}{'1st field':>10}{'taps':>6}{'screens':>9}{'words':>7}{'min':>6}"
    head += f"{'look back':>11}{'min':>6}{'opened':>8}{'min':>6}"
    lines = [head]
    lines += [f"{each.section:<14}{each.first_field:>7.0f} px{_answered(each)}" for each in walked]
    nothing = Cost()
    whole = Walked(
        "all",
        max(each.first_field for each in walked),
        sum((each.answering for each in walked), nothing),
        sum((each.look_back for each in walked), nothing),
        sum((each.opened for each in walked), nothing),
    )
    lines.append(f"{whole.section:<14}{whole.first_field:>7.0f} px{_answered(whole)}")
    lines.append(f"{'goal':<14}{GOALS['first field']:>7} px{GOALS['taps']:>6}{GOALS['screens']:>9}")
    lines.append("")
    lines.append(f"{'room':<14}{'screens':>10}{'goal':>6}{'words':>7}{'min':>6}")
    for room, cost in rooms.items():
        lines.append(f"{room:<14}{cost.screens:>10.1f}{ROOMS[room]:>6}{cost.words:>7}{cost.minutes:>6.1f}")
    return "\n".join(lines)


def _answered(each: Walked) -> str:
    answering, back, opened = each.answering, each.look_back, each.opened
    cells = f"{answering.taps:>6}{answering.screens:>9.1f}{answering.words:>7}{answering.minutes:>6.1f}"
    return cells + f"{back.screens:>11.1f}{back.minutes:>6.1f}{opened.screens:>8.1f}{opened.minutes:>6.1f}"


def main(names: Sequence[str]) -> None:
    """Print a table for each set.

    Args:
        names: Ids of sets that come with the product; none for the default one.
    """
    for name in names or [FIRST_SCENE.stem]:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as questions, launched() as browser:
            for file in BUILTIN_QUESTIONS.glob(f"{name}.*"):
                shutil.copy(file, questions)
            hub = Hub(Path(folder), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN, "QUESTIONS_DIR": questions})
            hub.start()
            try:
                sections = sections_of(BUILTIN_QUESTIONS / f"{name}.toml")
                sys.stdout.write(f"{name}\n{table(*walk(browser, hub.url, sections))}\n\n")
                sys.stdout.flush()
            finally:
                hub.discard()


if __name__ == "__main__":
    main(sys.argv[1:])
