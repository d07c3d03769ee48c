"""The command as a person meets it: typed to, read, left."""

import re

import pytest

from overture_partner.console.pictures import show_pictures
from overture_partner.console.time_text import local_now
from overture_partner.errors import Gone
from overture_partner.model.answers import Answers
from overture_partner.model.days import time_of
from overture_partner.session.participant import Participant
from tests.terminal.pairs import PATIENCE, newest_note, wrong
from tests.terminal.terminals import Terminal

SECTION = "not-ready"
"""A short one: two texts and a scale."""


async def at_the_overview(terminal: Terminal, mia: Participant) -> None:
    """Types the code and goes through the ground rules, up to the overview."""
    assert mia.code is not None
    await terminal.expect("Code:")
    terminal.type(mia.code.lower().replace("-", " "))
    await terminal.expect("have confirmed the keys")
    while True:
        found = await terminal.expect(r"Type ready|Question \d of \d.*? > ")
        if found.group().startswith("Type"):
            break
        terminal.type("")
    terminal.type("ready")
    await terminal.expect("Number of a section, or help:")


async def test_an_answer_for_oneself_that_contradicts_ready_offers_help_and_not_ready(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        assert mia.code is not None
        await terminal.expect("Code:")
        terminal.type(mia.code)
        await terminal.expect("you an adult.*?> ")
        terminal.type("2")
        while (await terminal.expect(r"Type again or pause|Question \d of \d.*? > ")).group() != "Type again or pause":
            terminal.type("")
        assert "You do not have to continue. Nobody is told what you chose." in terminal.said
        assert f"{home}/help" in terminal.said
        assert "Type ready" not in terminal.said
        terminal.type("ready")
        await terminal.expect("you cannot say that you are ready.*Type again or pause")
        terminal.type("again")
        await terminal.expect(r"Question 1 of \d.*?> ")
        terminal.type("1")
        while (await terminal.expect(r"Type ready|Question \d of \d.*? > ")).group() != "Type ready":
            terminal.type("")


def number_of(mia: Participant, section: str) -> str:
    sections = [s.id for s in mia.questions.document.sections if s.reveal != "never"]
    return str(sections.index(section) + 1)


async def answer_and_seal(terminal: Terminal, mia: Participant) -> None:
    terminal.type(number_of(mia, SECTION))
    await terminal.expect(r"Question 1 of 4.*?> ")
    terminal.type("first")
    await terminal.expect(r"Marked: talk about this first.*?> ")
    terminal.type("Nothing in a crowd, \\")
    await terminal.expect("…")
    terminal.type("and no rope.")
    await terminal.expect(r"Question 2 of 4.*?> ")
    terminal.type("back")
    await terminal.expect(r"Question 1 of 4.*So far: Nothing in a crowd.*?> ")
    terminal.type("")
    await terminal.expect(r"Question 2 of 4.*?> ")
    terminal.type("talk")
    await terminal.expect(r"Marked: rather talk.*?> ")
    terminal.type("9")
    await terminal.expect("one number from 1 to 5.*?> ")
    terminal.type("2")
    await terminal.expect(r"Question 3 of 4.*?> ")
    terminal.type("=skip")
    await terminal.expect(r"Question 4 of 4.*?> ")
    terminal.type("5")
    await terminal.expect("Look back over your answers.*and no rope.*Number, seal or later:")
    terminal.type("2")
    await terminal.expect(r"So far: 2 .*?> ")
    terminal.type("4")
    await terminal.expect("Number, seal or later:")
    terminal.type("seal")
    await terminal.expect("stay as they are.*Type yes:")
    terminal.type("yes")


async def test_a_whole_conversation(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        await at_the_overview(terminal, mia)
        await mia.ready()
        await terminal.expect("You are both ready")
        await answer_and_seal(terminal, mia)
        await terminal.expect("opens for both of you when your partner has sealed")
        await mia.seal(SECTION, Answers({"not-for-now": "Too fast \x1b[2J anything", "pace": 1}))
        hers = await mia.opened(SECTION, PATIENCE)
        assert hers.theirs == Answers(
            {"not-for-now": "Nothing in a crowd,\nand no rope.", "pace": 4, "ask-you": "skip", "felt-heard": 5},
            talk=("pace",),
            first=("not-for-now",),
        )
        await terminal.expect("“Not for now, and last questions” is open for both of you")
        terminal.type(number_of(mia, SECTION))
        await terminal.expect("You: Nothing in a crowd,.*Your partner: Too fast .* anything.*or Enter to go back:")
        assert "\x1b" not in terminal.said
        terminal.type("note")
        await terminal.expect("In our words")
        terminal.type("Slowly, and not in a crowd.")
        await terminal.expect("Written, and sealed.*go back:")
        await mia.wait_for(lambda me: me.note(SECTION) is not None, PATIENCE)
        await mia.settle(SECTION, 1)
        terminal.type("agree")
        await terminal.expect("You have both confirmed the note")
        await mia.wait_for(lambda me: newest_note(me, SECTION).agreed, PATIENCE)
        await mia.end()
        await terminal.expect("This conversation is over.*Not for now.*Number, or Enter to leave:")
        terminal.type("1")
        await terminal.expect("You: Nothing in a crowd,.*Enter to leave:")
        terminal.type("")
        assert await terminal.ends() == 0


async def test_pausing_in_the_middle_of_a_question_and_going_on(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        await at_the_overview(terminal, mia)
        await mia.ready()
        terminal.type(number_of(mia, SECTION))
        await terminal.expect(r"Question 1 of 4.*?> ")
        terminal.type("not in a crowd")
        await terminal.expect(r"Question 2 of 4.*?> ")
        terminal.type("pause")
        await terminal.expect("Paused. Nothing new is sealed.*resume, end, or a number to read")
        await mia.wait_for(lambda me: me.paused_by_them, PATIENCE)
        terminal.type("tomorrow")
        await terminal.expect("you will look in again tomorrow")
        await mia.wait_for(lambda me: me.resume_time.theirs, PATIENCE)
        terminal.type("resume")
        await terminal.expect("pause is lifted.*Number of a section")
        await mia.wait_for(lambda me: not me.paused_by_them, PATIENCE)
        assert mia.resume_time.theirs is None
        await mia.set_resume_time(time_of("days", local_now()))
        await terminal.expect("Your partner has paused")
        await terminal.expect("Your partner will look in again in a few days")
        terminal.type("resume")
        await terminal.expect("Only they can lift it")
        terminal.type(number_of(mia, SECTION))
        await terminal.expect(r"Question 3 of 4.*?> ")
        terminal.type("Why now?")
        await terminal.expect(r"Question 4 of 4.*?> ")
        terminal.type("3")
        await terminal.expect("not in a crowd.*Number, seal or later:")
        terminal.type("seal")
        await terminal.expect("Type yes:")
        terminal.type("yes")
        await terminal.expect("Not while one of you has paused")
        await mia.resume()
        await terminal.expect("Your partner has lifted their pause")
        terminal.type("seal")
        await terminal.expect("Type yes:")
        terminal.type("yes")
        await terminal.expect("Sealed. This section opens")


async def test_pictures_are_those_of_the_partner(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        await at_the_overview(terminal, mia)
        terminal.type("pictures")
        names = "Does your partner see the same.*"
        for picture in show_pictures(mia.pictures):
            names += f"{picture.name}.*?"
        await terminal.expect(names)


async def test_wrong_codes_each_get_a_sentence_and_the_right_one_works(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        assert mia.code is not None
        for typed, sentence in (
            ("abc", "two groups of four letters"),
            ("0000-0000", "no conversation with this code"),
            (wrong(mia.code), "second half of the code was wrong"),
        ):
            await terminal.expect("Code:")
            terminal.type(typed)
            await terminal.expect(sentence)
        await terminal.expect("Code:")
        assert mia.join_link is not None
        terminal.type(mia.join_link)
        await mia.paired(PATIENCE)
        await terminal.expect("have confirmed the keys")


async def test_the_code_is_nowhere_but_in_the_answer_to_the_question(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        code = mia.code
        assert code is not None
        await at_the_overview(terminal, mia)
        assert code[5:].encode() not in terminal.command_line
        assert code[5:] not in terminal.said


async def test_starting_a_session_shows_code_and_link_and_renews_a_spent_code(home: str) -> None:
    async with Terminal(home, "--start", "--set", "first-scene", "--hours", "24") as terminal:
        code = (await terminal.expect("Your code: (....-....)")).group(1)
        await terminal.expect(f"{home}/j/{code.replace('-', '#')}")
        for n in range(3):
            async with await Participant.join(home, wrong(code)) as guest:
                await guest.wait_for(lambda me: me.link == "rejected" or me.problem, PATIENCE)
            await terminal.expect("wrong second half" if n == 0 else "there were three tries" if n == 2 else "")
        terminal.type("new")
        await terminal.expect("You get another code in . seconds")
        code = (await terminal.expect("Your code: (....-....)")).group(1)
        async with await Participant.join(home, code) as sam:
            await sam.paired(PATIENCE)
            await terminal.expect("have confirmed the keys")


@pytest.mark.parametrize("line", ["end", "leave", "pause"])
async def test_ctrl_c_says_what_leaving_means_and_asks(home: str, line: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home, tty=True) as terminal:
        await at_the_overview(terminal, mia)
        terminal.interrupt()
        await terminal.expect("keys only in memory.*Enter to stay:")
        terminal.type("")
        await terminal.expect("Number of a section")
        terminal.interrupt()
        await terminal.expect("Enter to stay:")
        terminal.type(line)
        assert await terminal.ends() == 0
        if line == "end":
            with pytest.raises(Gone):
                await mia.wait_for(lambda _: False, PATIENCE)
        else:
            await mia.ready()
            assert mia.paused_by_them == (line == "pause")


async def test_ctrl_c_twice_leaves_at_once(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        await at_the_overview(terminal, mia)
        terminal.interrupt()
        await terminal.expect("Enter to stay:")
        terminal.interrupt()
        assert await terminal.ends() == 130


async def test_ending_asks_once_more(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home) as terminal:
        await at_the_overview(terminal, mia)
        terminal.type("end")
        await terminal.expect("Type end again")
        terminal.type("")
        await terminal.expect("Number of a section")
        terminal.type("end")
        await terminal.expect("Type end again")
        terminal.type("end")
        await terminal.expect("Ended and deleted")
        assert await terminal.ends() == 0
        await mia.wait_for(lambda me: me.link == "gone", PATIENCE)


async def test_a_narrow_terminal(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home, columns=32) as terminal:
        await at_the_overview(terminal, mia)
        # What is typed ends a prompt's line on a screen; through a pipe it does not.
        assert max(len(line) for line in re.split(r"\n|[:>] ", terminal.said)) <= 32


# Answering by itself


async def test_the_terminal_speaks_german_on_request(home: str) -> None:
    async with await Participant.start(home) as mia, Terminal(home, "--language", "de") as terminal:
        assert mia.code is not None
        await terminal.expect("Alles, was du tippst, bleibt auf diesem Gerät.*Code:")
        terminal.type(mia.code)
        await terminal.expect("beide Seiten haben die Schlüssel bestätigt")
        while (await terminal.expect(r"Tippe bereit|Frage \d von \d.*? > ")).group().startswith("Frage"):
            terminal.type("")
        terminal.type("Bereit")
        await terminal.expect("Nummer eines Abschnitts, oder hilfe:")
        terminal.type("bilder")
        names = "Sieht dein Gegenüber dieselben.*"
        for picture in show_pictures(mia.pictures, "de"):
            names += f"{picture.name}.*?"
        await terminal.expect(names)
        terminal.type("pause")
        await terminal.expect("weiter, ende oder eine Nummer zum Lesen")
        terminal.type("weiter")
        await terminal.expect("Deine Pause ist aufgehoben")
        terminal.type("ende")
        await terminal.expect("Tippe noch einmal ende")
        terminal.type("ende")
        await terminal.expect("Beendet und gelöscht")
        assert await terminal.ends() == 0


async def test_help_is_in_the_language_of_the_terminal() -> None:
    async with Terminal("--help", LANG="de_DE.UTF-8") as terminal:
        await terminal.expect("Im Terminal teilnehmen")
        assert await terminal.ends() == 0
