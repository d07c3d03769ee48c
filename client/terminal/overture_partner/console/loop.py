"""The conversation of one person with the terminal, once both are paired: ready, overview, paused, over."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine

from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.error_text import problem
from overture_partner.console.news import news, progress, snapshot, truth_about_hub
from overture_partner.console.questionnaire import Questionnaire
from overture_partner.console.review import choose_set, show_notices, show_standing
from overture_partner.console.section import SectionTalk
from overture_partner.errors import Gone, PartnerError
from overture_partner.i18n import command, pick, spoken, t
from overture_partner.model.days import SOON, local_now, time_of
from overture_partner.model.document import Questions, Section
from overture_partner.protocol.pictures import show_pictures
from overture_partner.session.participant import Participant
from overture_partner.session.taking_time import ending_line, later_line

Place = tuple[str, str]
"""The qhash of a chapter, and the id of a section in it."""

PATIENCE = 5.0
"""Seconds to wait for the hub before saying that it will hear of something later."""

AFTERWARDS = "after-scene"
"""The question set after which one may want more time."""


class ToOverview(Exception):
    """Back to where one chooses what to do."""


class Over(Exception):
    """The session has ended. `by_me`: it was this person's wish."""

    def __init__(self, *, by_me: bool) -> None:
        super().__init__()
        self.by_me = by_me


class Conversation:
    def __init__(self, console: Console, me: Participant) -> None:
        self._console = console
        self._me = me
        self._later: set[asyncio.Task[bool]] = set()
        self._reflections: dict[Place, Draft] = defaultdict(Draft)
        """What is asked of each for themselves alone: it is sent to nobody."""
        self._talks: dict[Place, SectionTalk] = {}
        self._ended = False

    async def run(self) -> None:
        """Goes on until the session is over. May be called again after Leaving: everything typed is still there."""
        watcher = asyncio.create_task(self._watch())
        try:
            while True:
                try:
                    await self._screen()
                except ToOverview:
                    continue
        except Over as over:
            self._console.say(t("over.by-me" if over.by_me else "over.gone"))
            if not over.by_me:
                await self._read_on()
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
                raise Over(by_me=False)
            match command(line):
                case "pause":
                    self._console.say(t("pause.now"))
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

    async def do(self, wish: Coroutine[object, object, None]) -> bool:
        """Carries a wish out. If the hub does not hear of it soon, it goes on by itself; a refusal is told."""
        task = asyncio.create_task(self._told(wish))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            self._console.say(t("later"))
            return False
        return task.result()

    async def _told(self, wish: Coroutine[object, object, None]) -> bool:
        try:
            await wish
        except Gone:
            return False
        except PartnerError as error:
            self._console.say(problem(error))
            return False
        return True

    async def _watch(self) -> None:
        """Tells what happens while the person is asked something."""
        last = snapshot(self._me)
        try:
            while True:
                await self._me.wait_for(lambda me, last=last: snapshot(me) != last)  # type: ignore[misc]
                now = snapshot(self._me)
                for sentence in news(last, now):
                    self._console.say(sentence)
                last = now
        except Gone:
            self._ended = True
            self._console.note_change()

    # Screens

    async def _get_ready(self) -> None:
        say, document = self._console.say, self._me.questions.document
        say()
        say(t("ready.rules"))
        for private in (s for s in document.sections if s.reveal == "never"):
            await self._reflect(self._me.questions, private)
        say()
        while command(await self.ask(t("ready.prompt"))) != "ready":
            say(t("ready.what"))
        await self.do(self._me.ready())

    async def _reflect(self, known: Questions, section: Section) -> None:
        """Asks what stays here, from where one has left it."""
        self._console.say()
        self._console.say(pick(section.title))
        self._console.say(pick(section.intro))
        draft = self._reflections[known.qhash, section.id]
        await Questionnaire(self._console, self.ask, known.document, section, draft).run()

    async def _overview(self) -> None:
        self._list()
        await self._choose(await self.ask(t("overview.prompt")))

    async def _paused(self) -> None:
        self._list()
        line = await self.ask(t("pause.prompt"))
        if command(line) == "resume":
            if await self.do(self._me.resume()):
                self._console.say(t("pause.lifted"))
        elif command(line) in SOON:
            await self._look_again(command(line))
        elif line:
            await self._choose(line)

    async def _look_again(self, word: str) -> None:
        """Tells the partner when one would like to look again."""
        at = next(time_of(soon, local_now()) for soon in SOON if soon == word)
        if await self.do(self._me.look_again(at)):
            for line in later_line("mine", at):
                self._console.say(line)

    async def _choose(self, line: str) -> None:
        """Goes to the section with the typed number."""
        places = self._places()
        match command(line):
            case "":
                return
            case "resume":
                self._console.say(t("pause.not-mine" if self._me.paused_by_them else "pause.none"))
            case "help":
                self._console.say(t("overview.help"))
            case "notices":
                show_notices(self._console, self._me)
            case "stand":
                show_standing(self._console, self._me)
            case "add":
                await self._add()
            case "longer" | "scene" | "over" as wish:
                await self._wish(wish)
            case number if number.isdecimal() and 1 <= int(number) <= len(places):
                await self._open(*places[int(number) - 1])
            case _:
                self._console.say(t("overview.what"))

    async def _add(self) -> None:
        """Asks which further question set, and adds it for both."""
        chosen = await choose_set(self._console, self.ask, self._me)
        if chosen is not None and await self.do(self._me.add(chosen.qhash)) and chosen.id == AFTERWARDS:
            self._console.say(t("add.keep"))

    async def _wish(self, wish: str) -> None:
        """What takes both, or one to begin and both to end."""
        me, view = self._me, self._me.view
        if wish == "scene":
            await self.do(me.scene())
        elif wish == "longer":
            if await self.do(me.prolong()):
                self._console.say(t("longer.wished"))
        elif view is None or not view.scene.running:
            self._console.say(t("scene.none"))
        elif await self.do(me.scene_over()):
            self._console.say(t("scene.over-for-me"))

    async def _open(self, known: Questions, section: Section) -> None:
        if section.has_box:
            await self._talk(known, section).run()
            return
        if section.reveal == "never":
            await self._reflect(known, section)
            # Whoever comes back to it is asked everything again, with what was said.
            self._reflections[known.qhash, section.id].seen.clear()
            return
        self._console.say()
        self._console.say(pick(section.title))
        for question in section.questions:
            self._console.say(pick(question.prompt), 2)
            if question.help is not None:
                self._console.say(pick(question.help), 2)

    def _talk(self, known: Questions, section: Section) -> SectionTalk:
        place = (known.qhash, section.id)
        if place not in self._talks:
            self._talks[place] = SectionTalk(self._console, self.ask, self.do, self._me, known, section)
        return self._talks[place]

    async def _read_on(self) -> None:
        """After the end: what was opened here can be read until one leaves."""
        readable = [
            (known, section)
            for known, section in self._places()
            if section.has_box and self._me.held(section.id, chapter=known.qhash).opened
        ]
        while readable:
            for n, (_, section) in enumerate(readable, start=1):
                self._console.say(f"{n:>2}  {pick(section.title)}", 2)
            line = await self._console.ask(t("over.prompt"))
            if line is None or not line.isdecimal() or not 1 <= int(line) <= len(readable):
                return
            self._talk(*readable[int(line) - 1]).show_opened()

    async def _end(self) -> None:
        """Asks once more, then deletes."""
        self._console.say(t("end.sure"))
        if command(await self._console.ask(t("end.prompt")) or "") == "end":
            await self.do(self._me.end())
            raise Over(by_me=True)

    def _list(self) -> None:
        say = self._console.say
        told = None
        for n, (known, section) in enumerate(self._places(), start=1):
            if known.qhash != told:
                told = known.qhash
                say()
                say(pick(known.document.title))
            say(t("overview.line", n=f"{n:>2}", title=pick(section.title), state=self._state(known, section)), 1)
        self._say_how_it_is()

    def _say_how_it_is(self) -> None:
        """What holds just now, below the list."""
        say = self._console.say
        for key in truth_about_hub(self._me):
            say(t(key))
        if self._me.paused_by_me:
            say(t("pause.mine"))
        elif self._me.paused_by_them:
            say(t("pause.theirs"))
            for line in later_line("theirs", self._me.time.theirs):
                say(line)
        elif self._me.view is not None and not self._me.view.ready.both:
            say(t("overview.not-both-ready"))
        if self._me.view is not None:
            if self._me.view.scene.running:
                say(t("scene.running"))
            for line in ending_line(self._me.time.began, self._me.view.expires):
                say(line)

    def _state(self, known: Questions, section: Section) -> str:
        if not section.has_box:
            return t("progress.private" if section.reveal == "never" else "progress.read")
        try:
            state = progress(self._me, section.id, known.qhash)
        except PartnerError:
            return t("progress.missing")
        note = self._me.note(section.id, known.qhash)
        return t("progress.agreed" if state == "opened" and note is not None and note.agreed else f"progress.{state}")

    def _places(self) -> list[tuple[Questions, Section]]:
        """All sections, but what the first chapter asks before one begins. An added one comes behind the others."""
        first, *_ = self._me.chapters
        return [
            (known, s)
            for known in self._me.chapters
            for s in known.document.sections
            if s.reveal != "never" or known is not first
        ]

    def _pictures(self) -> None:
        self._console.say(t("pictures"))
        for picture in show_pictures(self._me.pictures, spoken()):
            self._console.say(f"{picture.picture}  {picture.name}", 2)
