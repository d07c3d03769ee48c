"""A set that comes with the product gets a newer version in mid-conversation: the older one goes on."""

import asyncio
import re
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from overture.questions.model import QuestionSet, load_file, load_folder
from overture.settings import BUILTIN_QUESTIONS
from overture_partner.model.answers import Answers
from overture_partner.net.hub_client import parse_address
from overture_partner.protocol.encoding import base64url
from overture_partner.session.participant import Participant
from tests.support.hub import GENEROUS, Hub
from tests.terminal.pairs import PATIENCE, answers, sealed_sections, talking

NAMES = sorted(file.stem for file in BUILTIN_QUESTIONS.glob("*.toml") if "." not in file.stem)
OLDER = Path(__file__).parents[2] / "support" / "sets" / "older"
"""Sets as they were: *Just before* 3.0 had an option more, and longer words."""


def put_older(folder: Path, name: str) -> None:
    """The set as it was before; where that is not kept here, as it is but for its version."""
    for file in BUILTIN_QUESTIONS.glob(f"{name}.*"):
        shutil.copy(OLDER / file.name if (OLDER / file.name).is_file() else file, folder)
    if not (OLDER / f"{name}.toml").is_file():
        set_file = folder / f"{name}.toml"
        text = re.sub(r'^version = ".*"$', 'version = "0.9"', set_file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        set_file.write_text(text, encoding="utf-8")


def put_newer(folder: Path, name: str) -> None:
    for file in BUILTIN_QUESTIONS.glob(f"{name}.*"):
        shutil.copy(file, folder)


def both_answers(me: Participant, section: str) -> Answers:
    return answers(me, section, "both")


async def goes_on(mia: Participant, sam: Participant, older: QuestionSet, newer: str) -> None:
    """What was sealed before opens, and what is answered only now; whoever wants the newer questions adds them."""
    first, *others = sealed_sections(mia)
    await sam.seal(first, both_answers(sam, first))
    for section in others:
        for one in (mia, sam):
            await one.seal(section, both_answers(one, section))
    for section in (first, *others):
        results = await asyncio.gather(*(one.opened(section, PATIENCE) for one in (mia, sam)))
        assert [result.theirs for result in results] == [both_answers(mia, section)] * 2
    for one in (mia, sam):
        document = one.questions.document
        assert (document.version, one.questions.qhash) == (older.content.version, base64url(older.qhash))
    await mia.add(newer)
    for one in (mia, sam):
        await one.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)


async def test_every_section_opens_in_the_words_that_the_two_began_with(
    start_hub: Callable[..., Hub], tmp_path: Path
) -> None:
    """Two people at each set, all at one hub."""
    for name in NAMES:
        put_older(tmp_path, name)
    older = load_folder(tmp_path)
    assert sorted(older) == NAMES
    hub = start_hub(env={**GENEROUS, "QUESTIONS_DIR": str(tmp_path)})
    async with AsyncExitStack() as stack:
        pairs = {
            name: await stack.enter_async_context(talking(hub.url, base64url(each.qhash)))
            for name, each in older.items()
        }
        for mia, _ in pairs.values():
            first = sealed_sections(mia)[0]
            await mia.seal(first, both_answers(mia, first))
        for name in NAMES:
            put_newer(tmp_path, name)
        hub.restart()
        newer = {card.id: card.qhash for card in await parse_address(hub.url).question_sets()}
        assert newer.keys() == older.keys()
        for name, (mia, sam) in pairs.items():
            assert newer[name] != base64url(older[name].qhash), name
            await goes_on(mia, sam, older[name], newer[name])


def test_what_is_kept_as_it_was_is_older_than_what_comes_with_the_product() -> None:
    kept = [file for file in OLDER.glob("*.toml") if "." not in file.stem]
    assert kept
    for file in kept:
        older, newer = load_file(file), load_file(BUILTIN_QUESTIONS / file.name)
        versions = [tuple(map(int, each.content.version.split("."))) for each in (older, newer)]
        assert versions[0] < versions[1]
        assert older.qhash != newer.qhash
