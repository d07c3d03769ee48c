"""Answers by itself, out of a file: to try the product alone with one phone. A real participant all the same."""

import asyncio
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from overture_partner.answers import Answers, encode_answers, validate_answers
from overture_partner.console import Console, Leaving
from overture_partner.document import Questions, Section
from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.news import news, progress, snapshot
from overture_partner.participant import Participant
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.pictures import show_pictures
from overture_partner.section import what_opened
from overture_partner.sentences import problem
from overture_partner.showing import asked_in
from overture_partner.text import command, pick, spoken, t

EXAMPLE = "example"


class AnswersError(Exception):
    """The file cannot be used. The text says why and where."""


def read_file(name: str) -> dict[str, object]:
    """The answers in a file, by section id; the built-in ones for "example". Raises AnswersError."""
    try:
        if name == EXAMPLE:
            raw = files("overture_partner").joinpath("examples", "first-scene.json").read_text(encoding="utf-8")
        else:
            raw = Path(name).read_text(encoding="utf-8")
        given = json.loads(raw)
    except OSError as error:
        raise AnswersError(t("answers.unreadable", reason=error.strerror or "")) from None
    except (ValueError, RecursionError):
        raise AnswersError(t("answers.no-json")) from None
    if not isinstance(given, dict):
        raise AnswersError(t("answers.no-json"))
    return given


def fit(questions: Questions, given: Mapping[str, object], *, lenient: bool) -> dict[str, Answers]:
    """What to seal in each section; a section that the file does not have is skipped whole.

    `lenient` skips what does not fit these questions, as the built-in example does; else it raises AnswersError.
    """
    sections = {s.id: s for s in questions.document.sections if s.has_box}
    unknown = sorted(set(given) - {s.id for s in questions.document.sections})
    if unknown and not lenient:
        raise AnswersError(t("answers.unknown", section=unknown[0]))
    fitted = {}
    for section in sections.values():
        try:
            fitted[section.id] = (
                _answers(questions, section, given[section.id]) if section.id in given else _none(section)
            )
        except ProtocolError:
            if not lenient:
                raise AnswersError(t("answers.do-not-fit", section=section.id)) from None
            fitted[section.id] = _none(section)
    return fitted


def _answers(questions: Questions, section: Section, given: object) -> Answers:
    """Raises ProtocolError "bad content"."""
    whole = {"v": 1, **given} if isinstance(given, dict) else given
    answers = validate_answers(questions.table, section.id, json.dumps(whole).encode())
    validate_answers(questions.table, section.id, encode_answers(answers))
    return answers


def _none(section: Section) -> Answers:
    return Answers(skip=tuple(question.id for question in asked_in(section)))


class Autopilot:
    """Says ready, seals every section that is open, agrees with every note of the partner, shows what opens."""

    def __init__(self, console: Console, me: Participant, answers: Mapping[str, Answers]) -> None:
        self._console = console
        self._me = me
        self._answers = answers
        self._shown: set[tuple[str, int]] = set()

    async def run(self) -> None:
        """Goes on until the session is over. Raises Leaving on Ctrl-C; the end of the input does not stop it."""
        self._console.say(t("autopilot.begin"))
        ends = {asyncio.create_task(self._listen()), asyncio.create_task(self._act())}
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except Gone:
            self._console.say(t("over.gone"))
        finally:
            for task in ends:
                task.cancel()
            await asyncio.gather(*ends, return_exceptions=True)

    async def _listen(self) -> None:
        """A person may still pause, resume and end by typing it."""
        while True:
            try:
                line = await self._console.ask("")
            except Leaving as leaving:
                if not leaving.by_end:
                    raise
                await asyncio.Event().wait()
                return
            try:
                if await self._obey(command(str(line))):
                    return
            except Refused as refused:
                self._console.say(problem(refused))

    async def _obey(self, line: str) -> bool:
        """Whether that was the end."""
        me = self._me
        match line:
            case "pause":
                self._console.say(t("pause.now"))
                await me.pause()
            case "resume":
                await me.resume()
                self._console.say(t("pause.lifted"))
            case "pictures":
                for picture in show_pictures(me.pictures, spoken()):
                    self._console.say(f"{picture.picture}  {picture.name}", 2)
            case "end":
                await me.end()
                self._console.say(t("over.by-me"))
                return True
            case "":
                pass
            case _:
                self._console.say(t("autopilot.what"))
        return False

    async def _act(self) -> None:
        me = self._me
        await me.ready()
        last = snapshot(me)
        await self._step()
        while True:
            await me.wait_for(lambda me, last=last: snapshot(me) != last)  # type: ignore[misc]
            now = snapshot(me)
            for sentence in news(last, now):
                self._console.say(sentence)
            last = now
            await self._step()

    async def _step(self) -> None:
        """Whatever can be done now. A refusal only means that the other was quicker, or has paused."""
        me = self._me
        for section, answers in self._answers.items():
            try:
                state = progress(me, section)
                if state == "open" and me.view is not None and me.view.ready.both and not me.is_paused:
                    await me.seal(section, answers)
                    self._console.say(t("autopilot.sealed", title=self._title(section)))
                elif state == "opened":
                    self._show(section)
                    await self._agree(section)
            except Gone:
                raise
            except PartnerError:
                continue

    def _show(self, section: str) -> None:
        asked, number = self._me.questions.section(section), self._me.section(section).round
        if asked is None or (section, number) in self._shown:
            return
        self._shown.add((section, number))
        self._console.say()
        self._console.say(pick(asked.title))
        for indent, line in what_opened(self._me, self._me.questions, asked):
            self._console.say(line, indent)

    async def _agree(self, section: str) -> None:
        note = self._me.note(section)
        if note is not None and not note.by_me and note.text is not None and not note.settled_me:
            self._console.say(t("autopilot.agrees", title=self._title(section), text=note.text))
            await self._me.settle(section, note.n)

    def _title(self, section: str) -> str:
        asked = self._me.questions.section(section)
        return section if asked is None else pick(asked.title)
