"""Answers without a person, so that one person with one phone can try the product. It is a real participant."""

import asyncio
from collections.abc import Callable, Mapping

from overture_partner.console.console import Console, Leaving
from overture_partner.console.error_text import problem
from overture_partner.console.pictures import picture_lines
from overture_partner.console.prepared_answers import AnswersError, none
from overture_partner.console.section import what_opened
from overture_partner.console.updates import UpdateFeed, hub_findings, progress
from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.i18n import command_name, pick, t
from overture_partner.model.answers import Answers
from overture_partner.model.document import Questions, Section
from overture_partner.session.participant import Participant

Prepared = Mapping[str, Answers]
"""What to seal, by section id."""


class Autopilot:
    """Gets ready, seals every open section, agrees with every note of the partner, and prints what opens."""

    def __init__(
        self, console: Console, me: Participant, first: Prepared, prepare: Callable[[Questions], Prepared]
    ) -> None:
        """Prepares an autopilot.

        Args:
            console: Where to print, and where a person may still type.
            me: A paired participant.
            first: What to seal in the first question set.
            prepare: Makes what to seal in an added question set, or raises AnswersError.
        """
        self._console = console
        self._me = me
        self._answers = {me.questions.qhash: first}
        self._prepare = prepare
        self._shown: set[tuple[str, str, int]] = set()

    async def run(self) -> None:
        """Runs until the session is over. The end of the input does not stop it.

        Raises:
            Leaving: After Ctrl-C.
        """
        self._console.print(t("autopilot.begin"))
        ends = {asyncio.create_task(self._listen()), asyncio.create_task(self._follow_session())}
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except Gone:
            self._console.print(t("over.gone"))
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
                if await self._execute(command_name(str(line))):
                    return
            except Refused as refused:
                self._console.print(problem(refused))

    async def _execute(self, line: str) -> bool:
        """Carries out a typed line, and returns whether it ended the session."""
        me = self._me
        match line:
            case "pause":
                self._console.print(t("pause.now"))
                await me.pause()
            case "resume":
                await me.resume()
                self._console.print(t("pause.lifted"))
            case "pictures":
                for picture in picture_lines(me.pictures):
                    self._console.print(picture, 2)
            case "end":
                await me.end()
                self._console.print(t("over.by-me"))
                return True
            case "":
                pass
            case _:
                self._console.print(t("autopilot.what"))
        return False

    async def _follow_session(self) -> None:
        me = self._me
        await me.ready()
        feed = UpdateFeed(me)
        for key in hub_findings(me):
            self._console.print(t(key))
        await self._step()
        while True:
            for sentence in await feed.next():
                self._console.print(sentence)
            await self._step()

    async def _step(self) -> None:
        """Does everything that is possible now. A refusal only means that the partner was quicker, or has paused."""
        for questions in self._me.chapters:
            for section in questions.document.sections:
                if section.has_box:
                    try:
                        await self._in_section(questions, section)
                    except Gone:
                        raise
                    except PartnerError:
                        continue

    async def _in_section(self, questions: Questions, section: Section) -> None:
        me, at = self._me, questions.qhash
        state = progress(me, section.id, at)
        if state == "open" and me.view is not None and me.view.ready.both and not me.is_paused:
            await me.seal(section.id, self._prepared(questions)[section.id], at)
            self._console.print(t("autopilot.sealed", title=pick(section.title)))
        elif state == "opened":
            self._show(questions, section)
            await self._agree(questions, section)

    def _prepared(self, questions: Questions) -> Prepared:
        if questions.qhash not in self._answers:
            try:
                self._answers[questions.qhash] = self._prepare(questions)
            except AnswersError as error:
                self._console.print(str(error))
                self._answers[questions.qhash] = {s.id: none(s) for s in questions.document.sections if s.has_box}
        return self._answers[questions.qhash]

    def _show(self, questions: Questions, section: Section) -> None:
        about = (questions.qhash, section.id, self._me.section(section.id, questions.qhash).round)
        if about in self._shown:
            return
        self._shown.add(about)
        self._console.print()
        self._console.print(pick(section.title))
        for indent, line in what_opened(self._me, questions, section):
            self._console.print(line, indent)

    async def _agree(self, questions: Questions, section: Section) -> None:
        note = self._me.note(section.id, questions.qhash)
        if note is not None and not note.by_me and note.text is not None and not note.settled_me:
            self._console.print(t("autopilot.agrees", title=pick(section.title), text=note.text))
            await self._me.settle(section.id, note.n, chapter=questions.qhash)
