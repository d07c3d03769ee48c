"""A limit that was said in one imported list, in another script, lands on the same act of another imported list."""

import asyncio
from pathlib import Path

import pytest

from overture.questions.importing.build import DraftOptions
from overture.questions.importing.draft import make_draft
from overture_partner.console.standing_text import standing_lines
from overture_partner.model.answers import Answers
from overture_partner.model.document import Question
from overture_partner.net.hub_client import parse_address
from overture_partner.session.participant import Participant
from tests.support.hub import SharedHubs
from tests.terminal.pairs import PATIENCE, talking

LISTS = {
    "list-a": "#縄\n* 縄\n* 手錠\n* Age gap > 10 years\n",
    "list-b": "#Games\n* 蝋燭\n*  手錠！\n* Age gap < 10 years\n* 縄\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shared_hubs: SharedHubs) -> str:
    """A hub that offers both lists, as the importer made them."""
    folder: Path = tmp_path_factory.mktemp("lists")
    for name, text in LISTS.items():
        draft = make_draft(text.encode(), DraftOptions(name, name, "en", f"{name}.txt"))
        assert draft.left == ()
        (folder / f"{name}.toml").write_text(draft.text, "utf-8")
    return shared_hubs.with_settings(QUESTIONS_DIR=str(folder)).url


def asked(me: Participant, qhash: str) -> tuple[str, Question]:
    section = next(known for known in me.chapters if known.qhash == qhash).document.sections[0]
    return section.id, section.questions[0]


@pytest.mark.parametrize("first", LISTS)
async def test_a_limit_in_one_list_holds_in_the_other(home: str, first: str) -> None:
    sets = {card.id: card.qhash for card in await parse_address(home).question_sets()}
    async with talking(home, sets[first]) as (mia, sam):
        second = next(name for name in LISTS if name != first)
        await mia.add(sets[second])
        for one in (mia, sam):
            await one.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)
        for name in (first, second):
            section, question = asked(mia, sets[name])
            yes = {item.id: {"level": "yes"} for item in question.items}
            handcuffs, gap = (
                next(item.id for item in question.items if words in item.label["en"]) for words in ("手錠", "Age gap")
            )
            limits = {handcuffs: {"level": "hard-limit"}, gap: {"level": "not-now"}} if name == "list-a" else {}
            await mia.seal(section, Answers({question.id: yes | limits}), sets[name])
            await sam.seal(section, Answers({question.id: yes}), sets[name])
            await asyncio.gather(*(one.opened(section, PATIENCE, sets[name]) for one in (mia, sam)))
        for one in (mia, sam):
            lines = [line for qhash in sets.values() for _, line in standing_lines(one.chapter_results(qhash))]
            who = "You" if one is mia else "Your partner"
            assert f"{who}: 手錠: Hard limit" in lines
            assert [line for line in lines if line.startswith("手錠")] == []
            assert {"縄", "蝋燭", "Age gap < 10 years"} <= set(lines)
            assert "Age gap > 10 years" not in lines
