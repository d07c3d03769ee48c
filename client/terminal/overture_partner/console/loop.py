"""The loop of one person at the terminal once both are paired: getting ready, the overview, a pause, the end."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Coroutine

from overture_partner.console.care import may_be_ready
from overture_partner.console.choices import chosen
from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.error_text import problem
from overture_partner.console.overview import print_overview, sections_of
from overture_partner.console.pictures import picture_lines
from overture_partner.console.questionnaire import Questionnaire
from overture_partner.console.review import choose_set, show_card, show_notices, show_standing
from overture_partner.console.scene_text import open_lines
from overture_partner.console.section import SectionDialog
from overture_partner.console.talk import TalkDialog
from overture_partner.console.time_text import clock_line, later_line, local_now
from overture_partner.console.updates import UpdateFeed
from overture_partner.errors import Gone, PartnerError
from overture_partner.i18n import command_name, pick, t
from overture_partner.model.days import SOON, time_of
from overture_partner.model.document import Questions, Section
from overture_partner.session.participant import Participant

SectionKey = tuple[str, str]
"""The qhash of a chapter, and the id of a section in it."""

PATIENCE = 5.0
"""Seconds to wait for the hub before printing that a command will be sent later."""

AFTERWARDS = "after-scene"
"""The question set after which people may want more time."""


class ToOverview(Exception):
    """Raised to return to the overview."""


class SessionOver(Exception):
    """The session has ended. `by_me`: this person has ended it."""

    def __init__(self, *, by_me: bool) -> None:
        super().__init__()
        self.by_me = by_me


SHOWN = {"notices": show_notices, "stand": show_standing, "card": show_card}
"""Functions that only print, by command."""


class ConsoleLoop:
    """Asks what to do next and does it, until the session is over."""

    def __init__(self, console: Console, me: Participant) -> None:
        self._console = console
        self._me = me
        self._later: set[asyncio.Task[bool]] = set()
        self._reflections: dict[SectionKey, Draft] = defaultdict(Draft)
        """The answers that each person gives for themselves alone: they are sent to nobody."""
        self._dialogs: dict[SectionKey, SectionDialog] = {}
        self._over: Exception | None = None

    async def run(self) -> None:
        """Runs until the session is over.

        It may be called again after Leaving: everything that was typed is still there.

        Raises:
            Leaving: After Ctrl-C or the end of the input. Also whatever has stopped the work in the background.
        """
        watcher = asyncio.create_task(self._show_updates())
        try:
            while True:
                with contextlib.suppress(ToOverview):
                    await self._screen()
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

    async def ask(self, prompt: str, until: Callable[[], bool] | None = None) -> str:
        """Prompts for one line. `pause`, `end`, `overview` and `pictures` are carried out at every prompt.

        Args:
            prompt: The prompt.
            until: Closes the prompt as soon as it returns True; the line is empty then.

        Raises:
            ToOverview: The person wants to go back.
            SessionOver: The session has ended.
        """
        while True:
            line = await self._console.ask(prompt, until=lambda: bool(self._over) or (until is not None and until()))
            if line is None and self._over:
                raise self._over
            if line is None:
                return ""
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
        """Runs a command of the participant and prints a refusal.

        Args:
            command: The call, not yet awaited. If the hub does not answer soon, it continues in the background.

        Returns:
            Whether it is done.
        """
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
        """Prints what happens while a prompt is open."""
        feed = UpdateFeed(self._me)
        try:
            while True:
                for sentence in await feed.next():
                    self._console.print(sentence)
        except Gone:
            self._over = SessionOver(by_me=False)
        except Exception as error:  # noqa: BLE001 - raised at the prompt: nobody goes on at a screen that stands still
            self._over = error
        self._console.note_change()

    # Screens

    async def _get_ready(self) -> None:
        show, document = self._console.print, self._me.questions.document
        show()
        show(t("ready.rules"))
        private = [section for section in document.sections if section.reveal == "never"]
        for section in private:
            await self._reflect(self._me.questions, section)
        show()
        answered = [(section, self._reflections[self._me.questions.qhash, section.id]) for section in private]
        if not await may_be_ready(self._console, self.ask, answered, self._me.hub.base_url):
            return
        while command_name(await self.ask(t("ready.prompt"))) != "ready":
            show(t("ready.what"))
        await self.do(self._me.ready())

    async def _reflect(self, questions: Questions, section: Section) -> None:
        """Asks the questions whose answers stay here, from where the person stopped."""
        self._console.print()
        self._console.print(pick(section.title))
        self._console.print(pick(section.intro))
        draft = self._reflections[questions.qhash, section.id]
        await Questionnaire(self._console, self.ask, questions.document, section, draft).run()

    async def _overview(self) -> None:
        print_overview(self._console, self._me)
        await self._choose(await self.ask(t("overview.prompt")))

    async def _paused(self) -> None:
        print_overview(self._console, self._me)
        line = await self.ask(t("pause.prompt"))
        if command_name(line) == "resume":
            if await self.do(self._me.resume()):
                self._console.print(t("pause.lifted"))
        elif command_name(line) in SOON:
            await self._set_resume_time(command_name(line))
        elif line:
            await self._choose(line)

    async def _set_resume_time(self, word: str) -> None:
        """Shows the partner when one would like to look again."""
        at = next(time_of(soon, local_now()) for soon in SOON if soon == word)
        if await self.do(self._me.set_resume_time(at)):
            for line in [*later_line("mine", at, self._me.clocks), *clock_line(self._me.clocks)]:
                self._console.print(line)

    async def _choose(self, line: str) -> None:
        """Goes to the section with the typed number."""
        match command_name(line):
            case "":
                return
            case "resume":
                self._console.print(t("pause.not-mine" if self._me.paused_by_them else "pause.none"))
            case "help":
                self._console.print(t("overview.help"))
            case "notices" | "stand" | "card" as name:
                SHOWN[name](self._console, self._me)
            case "talk":
                await TalkDialog(self._console, self.ask, self.do, self._me, self._open_named).run()
            case "add":
                await self._add()
            case "longer" | "scene" | "not scene" | "stop" | "over" as name:
                await self._send_shared(name)
            case number if (choice := chosen(number, sections_of(self._me))) is not None:
                await self._open(*choice)
            case _:
                self._console.print(t("overview.what"))

    async def _add(self) -> None:
        """Asks which further question set, and adds it for both."""
        chosen = await choose_set(self._console, self.ask, self._me)
        if chosen is not None and await self.do(self._me.add(chosen.qhash)) and chosen.id == AFTERWARDS:
            self._console.print(t("add.keep"))

    async def _send_shared(self, name: str) -> None:
        if name != "longer":
            await self._scene(name)
        elif await self.do(self._me.prolong()):
            self._console.print(t("longer.requested"))

    async def _scene(self, name: str) -> None:
        """Begins a scene with the partner, stops it, or says that it is over."""
        me, show = self._me, self._console.print
        if name == "not scene":
            if await self.do(me.not_begin_scene()):
                show(t("scene.taken-back"))
        elif name == "scene":
            for line in open_lines(me):
                show(line, 2)
            if await self.do(me.begin_scene()):
                show(t("scene.ready"))
        elif not me.scene.goes_on:
            show(t("scene.none"))
        elif name == "stop":
            await self.do(me.pause())
        elif await self.do(me.scene_over()):
            show(t("scene.over-for-me"))

    async def _open_named(self, chapter: str, section: str) -> None:
        for questions, each in sections_of(self._me):
            if (questions.qhash, each.id) == (chapter, section):
                await self._open(questions, each)

    async def _open(self, questions: Questions, section: Section) -> None:
        if section.has_box:
            await self._dialog(questions, section).run()
            return
        if section.reveal == "never":
            await self._reflect(questions, section)
            # A person who comes back is asked everything again, with their answers filled in.
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
        """After the end, offers what was opened here until the person leaves."""
        readable = [
            (questions, section)
            for questions, section in sections_of(self._me)
            if section.has_box and self._me.held(section.id, chapter=questions.qhash).opened
        ]
        while readable:
            for n, (_, section) in enumerate(readable, start=1):
                self._console.print(f"{n:>2}  {pick(section.title)}", 2)
            choice = chosen(await self._console.ask(t("over.prompt")), readable)
            if choice is None:
                return
            self._dialog(*choice).show_opened()

    async def _end(self) -> None:
        """Asks once more, then deletes."""
        self._console.print(t("end.sure"))
        if command_name(await self._console.ask(t("end.prompt")) or "") == "end":
            await self.do(self._me.end())
            raise SessionOver(by_me=True)

    def _pictures(self) -> None:
        self._console.print(t("pictures"))
        for line in picture_lines(self._me.pictures):
            self._console.print(line, 2)
