"""The conversation of one person with the terminal, once both are paired: ready, overview, paused, over."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine

from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.error_text import problem
from overture_partner.console.pictures import show_pictures
from overture_partner.console.questionnaire import Questionnaire
from overture_partner.console.review import choose_set, show_notices, show_standing
from overture_partner.console.section import SectionDialog
from overture_partner.console.time_text import ending_line, later_line, local_now
from overture_partner.console.updates import hub_findings, progress, snapshot, updates
from overture_partner.errors import Gone, PartnerError
from overture_partner.i18n import command_name, current_language, pick, t
from overture_partner.model.days import SOON, time_of
from overture_partner.model.document import Questions, Section
from overture_partner.session.participant import Participant

SectionKey = tuple[str, str]
"""The qhash of a chapter, and the id of a section in it."""

PATIENCE = 5.0
"""Seconds to wait for the hub before saying that it will hear of something later."""

AFTERWARDS = "after-scene"
"""The question set after which one may want more time."""


class ToOverview(Exception):
    """Back to where one chooses what to do."""


class SessionOver(Exception):
    """The session has ended. `by_me`: it was this person's wish."""

    def __init__(self, *, by_me: bool) -> None:
        super().__init__()
        self.by_me = by_me


class ConsoleLoop:
    def __init__(self, console: Console, me: Participant) -> None:
        self._console = console
        self._me = me
        self._later: set[asyncio.Task[bool]] = set()
        self._reflections: dict[SectionKey, Draft] = defaultdict(Draft)
        """What is asked of each for themselves alone: it is sent to nobody."""
        self._dialogs: dict[SectionKey, SectionDialog] = {}
        self._ended = False

    async def run(self) -> None:
        """Goes on until the session is over. May be called again after Leaving: everything typed is still there."""
        watcher = asyncio.create_task(self._show_updates())
        try:
            while True:
                try:
                    await self._screen()
                except ToOverview:
                    continue
        except SessionOver as over:
            self._console.print(t("over.by-me" if over.by_me else "over.gone"))
            if not over.by_me:
                await self._offer_reading()
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)

    async def _screen(self) -> None:
        if self._me.paused_by_me:
            await self._paused()
        elif self._me.view is not None and not self._me.view.ready.me:
            await self._get_ready()
        else:
            await self._overview()

    # What holds at every question

    async def ask(self, prompt: str) -> str:
        """One line. `pause`, `end`, `overview` and `pictures` are understood everywhere. Raises ToOverview, Over."""
        while True:
            line = await self._console.ask(prompt, until=lambda: self._ended)
            if line is None:
                raise SessionOver(by_me=False)
            match command_name(line):
                case "pause":
                    self._console.print(t("pause.now"))
                    await self.do(self._me.pause())
                    raise ToOverview
                case "end":
                    await self._end()
                case "overview":
                    raise ToOverview
                case "pictures":
                    self._pictures()
                case _:
                    return line

    async def do(self, command: Coroutine[object, object, None]) -> bool:
        """Carries a wish out. If the hub does not hear of it soon, it goes on by itself; a refusal is told."""
        task = asyncio.create_task(self._try_command(command))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            self._console.print(t("later"))
            return False
        return task.result()

    async def _try_command(self, command: Coroutine[object, object, None]) -> bool:
        try:
            await command
        except Gone:
            return False
        except PartnerError as error:
            self._console.print(problem(error))
            return False
        return True

    async def _show_updates(self) -> None:
        """Tells what happens while the person is asked something."""
        last = snapshot(self._me)
        try:
            while True:
                await self._me.wait_for(lambda me, last=last: snapshot(me) != last)  # type: ignore[misc]
                now = snapshot(self._me)
                for sentence in updates(last, now):
                    self._console.print(sentence)
                last = now
        except Gone:
            self._ended = True
            self._console.note_change()

    # Screens

    async def _get_ready(self) -> None:
        show, document = self._console.print, self._me.questions.document
        show()
        show(t("ready.rules"))
        for private in (s for s in document.sections if s.reveal == "never"):
            await self._reflect(self._me.questions, private)
        show()
        while command_name(await self.ask(t("ready.prompt"))) != "ready":
            show(t("ready.what"))
        await self.do(self._me.ready())

    async def _reflect(self, questions: Questions, section: Section) -> None:
        """Asks what stays here, from where one has left it."""
        self._console.print()
        self._console.print(pick(section.title))
        self._console.print(pick(section.intro))
        draft = self._reflections[questions.qhash, section.id]
        await Questionnaire(self._console, self.ask, questions.document, section, draft).run()

    async def _overview(self) -> None:
        self._show_overview()
        await self._choose(await self.ask(t("overview.prompt")))

    async def _paused(self) -> None:
        self._show_overview()
        line = await self.ask(t("pause.prompt"))
        if command_name(line) == "resume":
            if await self.do(self._me.resume()):
                self._console.print(t("pause.lifted"))
        elif command_name(line) in SOON:
            await self._set_resume_time(command_name(line))
        elif line:
            await self._choose(line)

    async def _set_resume_time(self, word: str) -> None:
        """Tells the partner when one would like to look again."""
        at = next(time_of(soon, local_now()) for soon in SOON if soon == word)
        if await self.do(self._me.set_resume_time(at)):
            for line in later_line("mine", at):
                self._console.print(line)

    async def _choose(self, line: str) -> None:
        """Goes to the section with the typed number."""
        places = self._places()
        match command_name(line):
            case "":
                return
            case "resume":
                self._console.print(t("pause.not-mine" if self._me.paused_by_them else "pause.none"))
            case "help":
                self._console.print(t("overview.help"))
            case "notices":
                show_notices(self._console, self._me)
            case "stand":
                show_standing(self._console, self._me)
            case "add":
                await self._add()
            case "longer" | "scene" | "over" as name:
                await self._send_shared(name)
            case number if number.isdecimal() and 1 <= int(number) <= len(places):
                await self._open(*places[int(number) - 1])
            case _:
                self._console.print(t("overview.what"))

    async def _add(self) -> None:
        """Asks which further question set, and adds it for both."""
        chosen = await choose_set(self._console, self.ask, self._me)
        if chosen is not None and await self.do(self._me.add(chosen.qhash)) and chosen.id == AFTERWARDS:
            self._console.print(t("add.keep"))

    async def _send_shared(self, name: str) -> None:
        """What takes both, or one to begin and both to end."""
        me, view = self._me, self._me.view
        if name == "scene":
            await self.do(me.scene())
        elif name == "longer":
            if await self.do(me.prolong()):
                self._console.print(t("longer.wished"))
        elif view is None or not view.scene.running:
            self._console.print(t("scene.none"))
        elif await self.do(me.scene_over()):
            self._console.print(t("scene.over-for-me"))

    async def _open(self, questions: Questions, section: Section) -> None:
        if section.has_box:
            await self._dialog(questions, section).run()
            return
        if section.reveal == "never":
            await self._reflect(questions, section)
            # Whoever comes back to it is asked everything again, with what was said.
            self._reflections[questions.qhash, section.id].seen.clear()
            return
        self._console.print()
        self._console.print(pick(section.title))
        for question in section.questions:
            self._console.print(pick(question.prompt), 2)
            if question.help is not None:
                self._console.print(pick(question.help), 2)

    def _dialog(self, questions: Questions, section: Section) -> SectionDialog:
        place = (questions.qhash, section.id)
        if place not in self._dialogs:
            self._dialogs[place] = SectionDialog(self._console, self.ask, self.do, self._me, questions, section)
        return self._dialogs[place]

    async def _offer_reading(self) -> None:
        """After the end: what was opened here can be read until one leaves."""
        readable = [
            (questions, section)
            for questions, section in self._places()
            if section.has_box and self._me.held(section.id, chapter=questions.qhash).opened
        ]
        while readable:
            for n, (_, section) in enumerate(readable, start=1):
                self._console.print(f"{n:>2}  {pick(section.title)}", 2)
            line = await self._console.ask(t("over.prompt"))
            if line is None or not line.isdecimal() or not 1 <= int(line) <= len(readable):
                return
            self._dialog(*readable[int(line) - 1]).show_opened()

    async def _end(self) -> None:
        """Asks once more, then deletes."""
        self._console.print(t("end.sure"))
        if command_name(await self._console.ask(t("end.prompt")) or "") == "end":
            await self.do(self._me.end())
            raise SessionOver(by_me=True)

    def _show_overview(self) -> None:
        show = self._console.print
        shown_chapter = None
        for n, (questions, section) in enumerate(self._places(), start=1):
            if questions.qhash != shown_chapter:
                shown_chapter = questions.qhash
                show()
                show(pick(questions.document.title))
            show(t("overview.line", n=f"{n:>2}", title=pick(section.title), state=self._state(questions, section)), 1)
        self._show_status()

    def _show_status(self) -> None:
        """What holds just now, below the list."""
        show = self._console.print
        for key in hub_findings(self._me):
            show(t(key))
        if self._me.paused_by_me:
            show(t("pause.mine"))
        elif self._me.paused_by_them:
            show(t("pause.theirs"))
            for line in later_line("theirs", self._me.resume_time.theirs):
                show(line)
        elif self._me.view is not None and not self._me.view.ready.both:
            show(t("overview.not-both-ready"))
        if self._me.view is not None:
            if self._me.view.scene.running:
                show(t("scene.running"))
            for line in ending_line(self._me.began, self._me.view.expires):
                show(line)

    def _state(self, questions: Questions, section: Section) -> str:
        if not section.has_box:
            return t("progress.private" if section.reveal == "never" else "progress.read")
        try:
            state = progress(self._me, section.id, questions.qhash)
        except PartnerError:
            return t("progress.missing")
        note = self._me.note(section.id, questions.qhash)
        return t("progress.agreed" if state == "opened" and note is not None and note.agreed else f"progress.{state}")

    def _places(self) -> list[tuple[Questions, Section]]:
        """All sections, but what the first chapter asks before one begins. An added one comes behind the others."""
        first, *_ = self._me.chapters
        return [
            (questions, s)
            for questions in self._me.chapters
            for s in questions.document.sections
            if s.reveal != "never" or questions is not first
        ]

    def _pictures(self) -> None:
        self._console.print(t("pictures"))
        for picture in show_pictures(self._me.pictures, current_language()):
            self._console.print(f"{picture.picture}  {picture.name}", 2)
