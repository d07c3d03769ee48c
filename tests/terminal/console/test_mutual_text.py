"""What both want, in words; and what a person is told when a partner's device does not keep to the protocol."""

import json
import os
from pathlib import Path

import pytest

from overture_partner.console.mutual_text import mutual_lines
from overture_partner.protocol.mutual import mutual_commit
from overture_partner.session.participant import Participant
from tests.terminal.model.test_mutual_items import DOCUMENT, acts
from tests.terminal.mutual_answers import COMMIT, IDS, MUTUAL_SECTION, RELEASE, yes_to
from tests.terminal.pairs import PATIENCE, raw
from tests.terminal.terminals import Terminal


def lines(number: int, *shown: tuple[int, str | None]) -> list[str]:
    return [line for _, line in mutual_lines(DOCUMENT, number, [(acts("B")[at], held) for at, held in shown]) if line]


def test_what_met_is_told_by_area_from_the_readers_side() -> None:
    assert lines(1, (0, None), (2, None), (4, None))[1:] == [
        "Being held in place",
        "Rope (you receive)",
        "A scarf",
        "Words",
        "A letter (you receive)",
    ]


def test_a_limit_is_told_as_respected() -> None:
    assert "A scarf – not this time: there is a limit on this" in lines(1, (0, None), (2, "limit"))
    first = lines(1, (2, "limit"))[0]
    assert first.startswith("You each said yes or curious here, but there is a limit on it")
    assert first.endswith("That comes first:")
    assert "A scarf – let’s talk: another answer to this is still open" in lines(1, (2, "talk"))


def test_nothing_met_has_words_of_its_own_and_a_round_says_which_it_is() -> None:
    (nothing,) = lines(1)
    assert nothing.startswith("There was nothing here that you both said yes or curious to this time.")
    assert lines(2)[0].startswith("Round 2.")


async def test_answers_out_of_a_file(mutual_home: str, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(
        json.dumps({MUTUAL_SECTION: {"answers": yes_to("rope/receive", "story").answers}}), encoding="utf-8"
    )
    async with await Participant.start(mutual_home) as mia, Terminal(mutual_home, "--answers", str(file)) as sam:
        assert mia.code is not None
        sam.type(mia.code)
        await mia.paired(PATIENCE)
        await mia.ready()
        await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)
        await mia.seal(MUTUAL_SECTION, yes_to("rope/give", "scarf"))
        assert (await mia.matched(MUTUAL_SECTION, PATIENCE)).ids == ("rope/a-to-b",)
        await sam.expect("Curious about.*not a promise: +Being held in place +Rope .you receive.")
        await mia.end()
        assert await sam.ends() == 0


@pytest.mark.parametrize(
    ("good", "sentence"),
    [
        (False, "did not pass the check. Nothing of yours was shown"),
        (True, "Your partner may have learnt what you both want"),
    ],
    ids=["commit", "release"],
)
async def test_a_partner_who_cheats_is_told_for_what_it_is(mutual_home: str, good: bool, sentence: str) -> None:
    async with await Participant.start(mutual_home) as mia, Terminal(mutual_home) as sam:
        assert mia.code is not None
        sam.type(mia.code)
        await mia.paired(PATIENCE)
        await mia.ready()
        for line in ("", "ready"):
            sam.type(line)
        await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)
        sealed = mutual_commit(mia._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).asking, IDS, [True] * len(IDS))
        await raw("commit", mia, sealed.commit if good else os.urandom(COMMIT), MUTUAL_SECTION)
        for line in ("3", "1", "skip", "skip", "seal", "yes"):
            sam.type(line)
        if good:
            await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).theirs is not None, PATIENCE)
            await raw("release", mia, os.urandom(RELEASE), MUTUAL_SECTION)
        await sam.expect("“Curious about” could not be opened")
        for line in ("", "3"):
            sam.type(line)
        await sam.expect(sentence)
