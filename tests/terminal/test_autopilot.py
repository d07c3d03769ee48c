"""The command that answers by itself, and the addresses and files it cannot use."""

import asyncio
import json
from pathlib import Path

import pytest

from overture_partner.console.rendering import asked_in
from overture_partner.model.answers import Answers
from overture_partner.model.document import Questions, Section
from overture_partner.net.hub_client import parse_address
from overture_partner.session.participant import Participant
from tests.support.hub import free_port
from tests.terminal.pairs import PATIENCE, answers, newest_note, sealed_sections
from tests.terminal.terminals import Terminal

SECTION = "not-ready"


async def get_ready(mia: Participant, terminal: Terminal) -> None:
    """Lets the autopilot join Mia with her code; nobody types after that."""
    assert mia.code is not None
    terminal.type(mia.code)
    terminal.close_input()
    await mia.paired(PATIENCE)
    await mia.ready()
    await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)


async def test_with_the_built_in_answers_it_seals_everything_and_agrees_with_notes(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home, "--answers", "example") as terminal:
        await get_ready(mia, terminal)
        for section in sealed_sections(mia):
            await mia.seal(section, answers(mia, section, "mia"))
            theirs = (await mia.opened(section, PATIENCE)).theirs
            assert len(theirs.answers) >= 3, section
        for wishing in (one for one in mia.questions.document.sections if one.reveal == "mutual"):
            await mia.seal(wishing.id, everything(mia.questions, wishing))
            assert len((await mia.matched(wishing.id, PATIENCE)).ids) >= 3, wishing.id
        await terminal.expect("Limits.*Not this time.*Nothing around my neck")
        assert await mia.write_note("limits", "Nothing \x1b[31maround\u202e the neck.") is None
        await mia.wait_for(lambda me: newest_note(me, "limits").settled_them, PATIENCE)
        await terminal.expect("Confirming the note")
        assert not {"\x1b", "\u202e"} & set(terminal.said)

        added = await adds(mia, home)
        for asked in (s for s in added.document.sections if s.has_box):
            if asked.reveal == "mutual":
                await mia.seal(asked.id, everything(added, asked), added.qhash)
                assert (await mia.matched(asked.id, PATIENCE, added.qhash)).ids
            else:
                await mia.seal(asked.id, Answers(), added.qhash)
                said = (await mia.opened(asked.id, PATIENCE, added.qhash)).theirs
                assert set(said.answers) == {question.id for question in asked_in(asked)}
        await mia.write_note("looking-back", "A good day.", chapter=added.qhash)
        await terminal.expect("Confirming the note.*A good day")
        await mia.end()
        assert await terminal.ends() == 0


@pytest.mark.parametrize("name", ["just-before", "apart", "after-scene", "ongoing", "looking-again"])
async def test_the_autopilot_answers_every_other_set_in_full(home: str, name: str) -> None:
    qhash = next(card.qhash for card in await parse_address(home).question_sets() if card.id == name)
    async with await Participant.start(home, qhash) as mia, Terminal(home, "--answers", "example") as terminal:
        await get_ready(mia, terminal)
        for section in (one for one in mia.questions.document.sections if one.has_box):
            if section.reveal == "mutual":
                await mia.seal(section.id, everything(mia.questions, section))
                assert (await mia.matched(section.id, PATIENCE)).ids, section.id
            else:
                await mia.seal(section.id, answers(mia, section.id, "mia"))
                said = (await mia.opened(section.id, PATIENCE)).theirs
                assert set(said.answers) == {question.id for question in asked_in(section)}, section.id
        await mia.end()
        assert await terminal.ends() == 0


async def adds(me: Participant, home: str) -> Questions:
    """The set for after a scene, once it is known to the one who has added it."""
    qhash = next(card.qhash for card in await parse_address(home).question_sets() if card.id == "after-scene")
    await me.add(qhash)
    return next(known for known in me.chapters if known.qhash == qhash)


def everything(questions: Questions, section: Section) -> Answers:
    """A yes to every row."""
    levels = questions.document.scales
    yes = {q.id: next(x.id for x in levels[q.levels or ""] if x.means == "yes") for q in asked_in(section)}
    return Answers(
        {q.id: {key: {"level": yes[q.id]} for item in q.items for key in item.keys} for q in asked_in(section)}
    )


async def test_with_a_file_the_sections_that_it_lacks_are_skipped(home: str, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    good = "Tea in the morning."
    said = {
        SECTION: {"answers": {"pace": 5}, "talk": ["not-for-now"]},
        "after-scene/looking-back": {"answers": {"good": good}},
    }
    file.write_text(json.dumps(said), encoding="utf-8")
    async with await Participant.start(home) as mia, Terminal(home, "--answers", str(file)) as terminal:
        assert mia.code is not None
        terminal.type(mia.code)
        await mia.paired(PATIENCE)
        await mia.ready()
        await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)
        for section in (SECTION, "stop-signals"):
            await mia.seal(section, Answers())
        assert (await mia.opened(SECTION, PATIENCE)).theirs == Answers({"pace": 5}, talk=("not-for-now",))
        skipped = (await mia.opened("stop-signals", PATIENCE)).theirs
        assert not skipped.answers
        assert len(skipped.skip) == 7
        added = (await adds(mia, home)).qhash
        for section in ("looking-back", "body-mood"):
            await mia.seal(section, Answers(), added)
        assert (await mia.opened("looking-back", PATIENCE, added)).theirs == Answers({"good": good})
        assert not (await mia.opened("body-mood", PATIENCE, added)).theirs.answers
        terminal.type("pause")
        await mia.wait_for(lambda me: me.paused_by_them, PATIENCE)
        terminal.type("end")
        await mia.wait_for(lambda me: me.link == "gone", PATIENCE)
        assert await terminal.ends() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[", "not a JSON object"),
        ('{"limit": {}}', "a section “limit”. These questions do not have it"),
        ('{"limits": {"answers": {"pictures": "maybe"}}}', "section “limits” do not fit"),
        ('{"limits": []}', "section “limits” do not fit"),
    ],
)
async def test_an_answers_file_that_cannot_be_used(home: str, tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(content, encoding="utf-8")
    async with await Participant.start(home) as mia, Terminal(home, "--answers", str(file)) as terminal:
        assert mia.code is not None
        terminal.type(mia.code)
        await terminal.expect(sentence)
        assert await terminal.ends() == 1


# Where there is no hub


async def said_at(*arguments: str) -> str:
    async with Terminal(*arguments) as terminal:
        terminal.type("HRWE-SPRQ")
        assert await terminal.ends() == 1
        assert "Traceback" not in terminal.said
        return " ".join(terminal.said.split())


async def test_addresses_that_do_not_work() -> None:
    assert "Nobody answers at this address" in await said_at(f"http://127.0.0.1:{free_port()}")
    assert "This is not the address of a server" in await said_at("ftp://host")
    assert "Leave out the part of the address from # on" in await said_at("http://127.0.0.1:1/j/HRWE#SPRQ")
    assert "cannot be read: No such file" in await said_at("http://127.0.0.1:1", "--answers", "/nowhere.json")


async def test_something_that_is_no_hub() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert "not an Overture server" in await said_at(f"http://127.0.0.1:{port}")


async def test_plain_http_to_another_machine_is_told() -> None:
    async with Terminal("http://192.0.2.1:8000") as terminal:
        await terminal.expect("this address is plain http.*Code:")
