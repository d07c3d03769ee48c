"""Talking the open points through at the terminal, at the same place as the partner's device."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from overture_partner.console.console import Console
from overture_partner.console.section import Do
from overture_partner.console.talk_text import group_of, opener_lines, point_name, point_title, said_lines
from overture_partner.errors import PartnerError
from overture_partner.i18n import command_name, pick, t
from overture_partner.model.talk import SharedTalk, shared
from overture_partner.model.talk_points import TalkPoint, talk_points
from overture_partner.protocol.talk import END
from overture_partner.session.participant import Participant

AskUntil = Callable[[str, Callable[[], bool] | None], Awaitable[str]]
"""Prompts for one line; empty when the condition has closed the prompt."""

DONE = frozenset({"talked", "yes"})
"""Marks of a point that needs no more talk, until somebody opens it again."""


@dataclass(frozen=True)
class Walk:
    """The points, the marks, and where both are."""

    points: tuple[TalkPoint, ...]
    seen: SharedTalk

    @property
    def ids(self) -> list[str]:
        """The names of the points, in their order."""
        return [point.id for point in self.points]

    @property
    def at(self) -> str | None:
        """Where both are; the first point that is not done if theirs is not among the points any more."""
        if self.seen.at in (None, END) or self.seen.at in self.ids:
            return self.seen.at
        return next((name for name in self.ids if self.seen.marks.get(name) not in DONE), END)

    @property
    def here(self) -> TalkPoint | None:
        """The point where both are."""
        return next((point for point in self.points if point.id == self.at), None)

    def beside(self, steps: int) -> str | None:
        """Returns the place that many steps further on; None if there is none."""
        if self.at is None:
            return self.ids[0] if steps > 0 else None
        places = [*self.ids, END]
        index = places.index(self.at) + steps
        return places[index % len(places)] if steps > 0 or index >= 0 else None


class TalkDialog:
    """The dialog about the points, one at a time."""

    def __init__(
        self,
        console: Console,
        ask: AskUntil,
        do: Do,
        me: Participant,
        open_section: Callable[[str, str], Awaitable[None]],
    ) -> None:
        self._console = console
        self._ask = ask
        self._do = do
        self._me = me
        self._open_section = open_section

    async def run(self) -> None:
        """Prints the point where both are, and asks what can be asked, until the person has typed nothing."""
        before: str | None = None
        while True:
            walk = self._walk()
            if not walk.points:
                self._console.print(t("talk.nothing"))
                return
            self._print(walk, moved=before is not None and walk.at != before)
            before = walk.at or ""
            line = await self._answer(walk)
            if line is None:
                continue
            if line == "":
                return
            await self._follow(command_name(line), walk)

    def _walk(self) -> Walk:
        me = self._me
        chapters = [(questions.qhash, me.chapter_results(questions.qhash)) for questions in me.chapters]
        points = talk_points(chapters, me.role)
        limits = {point.id: point.who for point in points if point.who is not None}
        return Walk(points, shared(me.talk.talks, limits))

    async def _answer(self, walk: Walk) -> str | None:
        """Prompts; None once the partner has moved on or marked something."""

        def changed(_: object = None) -> bool:
            return self._walk() != walk

        watch = asyncio.create_task(self._watch(changed))
        try:
            line = await self._ask(t("talk.prompt"), changed)
        finally:
            watch.cancel()
        return None if line == "" and changed() else line

    async def _watch(self, changed: Callable[[object], bool]) -> None:
        try:
            await self._me.wait_for(changed)
        except PartnerError:
            return
        self._console.note_change()

    async def _follow(self, command: str, walk: Walk) -> None:
        here, talk = walk.here, self._me.talk
        match command:
            case "next":
                await self._do(talk.take(walk.beside(1)))
            case "back" if (place := walk.beside(-1)) is not None:
                await self._do(talk.take(place))
            case "later" if here is not None:
                await self._do(talk.take(walk.beside(1), (here.id, "later")))
            case "talked" if here is not None and here.kind != "limits":
                await self._do(talk.take(mark=(here.id, _turned(walk, here, "talked"))))
            case "yes" | "not quite" if here is not None and here.who == self._me.role:
                await self._do(talk.take(mark=(here.id, _turned(walk, here, command.replace(" ", "-")))))
            case "note" if here is not None:
                await self._open_section(here.chapter, here.section)
            case number if walk.at == END and number.isdecimal() and 1 <= int(number) <= len(_left(walk)):
                await self._do(talk.take(_left(walk)[int(number) - 1].id))
            case _:
                self._console.print(t("talk.what"))

    # What is printed

    def _print(self, walk: Walk, *, moved: bool) -> None:
        show, here = self._console.print, walk.here
        show()
        if walk.at is None:
            show(t("talk.intro"))
        elif here is None:
            show(t("talk.end"))
            for n, point in enumerate(_left(walk), start=1):
                later = walk.seen.marks.get(point.id) == "later"
                show(t("talk.left-later" if later else "talk.left", n=n, title=point_name(point, self._me.role)), 2)
        else:
            self._print_point(walk, here, moved=moved)
        if self._me.talk.is_used_up:
            show(t("talk.used"))

    def _print_point(self, walk: Walk, here: TalkPoint, *, moved: bool) -> None:
        show, role = self._console.print, self._me.role
        if moved:
            show(t("talk.here"))
        show(point_title(here, role))
        if here.kind == "limits":
            for text in (here.question.prompt, group_of(here)):
                if text is not None:
                    show(pick(text), 2)
        for indent, line in said_lines(here, self._me.chapter_results(here.chapter), role):
            show(line, indent)
        for line in opener_lines(here, role):
            show(line)
        mark = walk.seen.marks.get(here.id)
        if mark in ("yes", "not-quite"):
            show(t(f"talk.{mark}-{'mine' if here.who == role else 'theirs'}"))
        elif mark is not None:
            show(t(f"talk.is-{mark}"))
        show(t("talk.last" if here == walk.points[-1] else "talk.more"))


def _turned(walk: Walk, here: TalkPoint, mark: str) -> str:
    """Returns the mark to set: a mark that is there already is taken back."""
    return "open" if walk.seen.marks.get(here.id) == mark else mark


def _left(walk: Walk) -> list[TalkPoint]:
    return [point for point in walk.points if walk.seen.marks.get(point.id) not in DONE]
