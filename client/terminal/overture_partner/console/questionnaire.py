"""Asks the questions of a section one after another, with a way back, and shows the answers before they are sealed.

`typed_answers.py` parses what is typed; this module decides the order in which things are asked.
"""

from collections.abc import Awaitable, Callable

from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.rendering import answer_text, asked_in, item_label, level_label, marks_text, review
from overture_partner.console.typed_answers import Unreadable, read_answer, read_level, read_text
from overture_partner.i18n import command_name, pick, t
from overture_partner.model.alignment import side_of
from overture_partner.model.document import Document, Item, Question, Section

Ask = Callable[[str], Awaitable[str]]
"""Prompts for one line. The caller that supplies it handles commands such as `pause`; it may raise."""

BACK, SKIP, TALK, FIRST, HELP, CLEAR = "back", "skip", "talk", "first", "help", "clear"


class Questionnaire:
    """Asks one section into a draft, which keeps what was typed whatever interrupts."""

    def __init__(self, console: Console, ask: Ask, document: Document, section: Section, draft: Draft) -> None:
        self._console = console
        self._ask = ask
        self._document = document
        self._section = section
        self._draft = draft
        self._kind = "mutual" if section.reveal == "mutual" else "question"

    async def run(self) -> None:
        """Asks everything from the first question that was not asked yet, then returns."""
        questions = asked_in(self._section)
        at = next((n for n, question in enumerate(questions) if question.id not in self._draft.seen), 0)
        while at < len(questions):
            self._draft.seen.add(questions[at].id)
            at = max(0, at + await self._one(questions[at], at + 1, len(questions)))

    async def edit(self, number: int) -> None:
        """Asks the question with this number again, from 1; a number of none does nothing."""
        questions = asked_in(self._section)
        if 1 <= number <= len(questions):
            await self._one(questions[number - 1], number, len(questions))

    async def look_back(self) -> None:
        """Prints all answers of the draft."""
        for indent, line in review(self._document, self._section, self._draft.answers()):
            self._console.print(line, indent)

    async def _one(self, question: Question, number: int, of: int) -> int:
        """Asks one question; -1 to go back, 1 to go on."""
        self._present(question, number, of)
        if question.kind == "items":
            return await self._items(question)
        while True:
            line = await self._ask(t("question.prompt"))
            move = self._mark(question, line)
            if move is not None:
                if move:
                    return move
                continue
            if line == "":
                return 1
            if question.kind == "text":
                line = await self._more(line)
            try:
                self._draft.given[question.id] = read_answer(question, line)
            except Unreadable as unreadable:
                self._console.print(unreadable.sentence)
                continue
            self._draft.skip.discard(question.id)
            return 1

    def _mark(self, question: Question, line: str) -> int | None:
        """Carries out a line that is a command: returns a move, 0 to ask again, or None if the line is an answer."""
        draft, word = self._draft, command_name(line)
        if word == BACK:
            return -1
        if word == HELP:
            self._explain(question)
            return 0
        if word == SKIP:
            draft.skip_question(question.id)
            return 1
        if word == CLEAR:
            draft.clear(question.id)
            self._console.print(t("question.cleared"))
            return 0
        if word in (TALK, FIRST) and self._kind == "mutual":
            self._console.print(t("mutual.no-marks"))
            return 0
        if word in (TALK, FIRST):
            marked = draft.toggle(word, question.id)
            self._console.print(t(f"question.{word}-{'on' if marked else 'off'}"))
            return 0
        return None

    def _present(self, question: Question, number: int, of: int) -> None:
        show = self._console.print
        show()
        show(t(f"{self._kind}.number", n=number, of=of))
        show(pick(question.prompt))
        if question.help is not None:
            show(pick(question.help), 2)
        if question.kind in ("choice", "choices"):
            for n, option in enumerate(question.options, start=1):
                show(f"{n:>2}  {pick(option.label)}", 2)
        if question.scale is not None:
            for n, end in ((question.scale.min, question.scale.low), (question.scale.max, question.scale.high)):
                show(f"{n:>2}  {pick(end)}", 2)
        how = "mutual" if self._kind == "mutual" else question.kind
        show(t(f"how.{how}", most=question.most or len(question.options), max=question.max or 0))
        current = answer_text(self._document, question, self._draft.given.get(question.id))
        marks = marks_text(self._draft.answers(), question.id)
        if current or marks:
            show(t("question.so-far", text=" ".join(part for part in (current, marks and f"({marks})") if part)))

    def _explain(self, question: Question) -> None:
        show = self._console.print
        if question.why is not None:
            show(pick(question.why), 2)
        for term in self._document.glossary:
            if term.id in question.terms:
                show(t("glossary", term=pick(term.term), text=pick(term.text)), 2)
        show(t(f"{self._kind}.help"), 2)

    async def _more(self, line: str) -> str:
        """Reads on while a line ends with a backslash."""
        lines = [line]
        while lines[-1].endswith("\\"):
            lines[-1] = lines[-1][:-1].rstrip()
            lines.append(await self._ask(t("question.more")))
        return "\n".join(lines)

    async def _items(self, question: Question) -> int:
        """One line for each row: a number, with a condition behind it if one is asked; nothing leaves it blank."""
        levels = self._document.levels(question)
        for n, level in enumerate(levels, start=1):
            self._console.print(f"{n:>2}  {pick(level.label)}", 2)
        rows = [(item, key) for item in question.items for key in item.keys]
        at, group = 0, ""
        while at < len(rows):
            item, key = rows[at]
            if item.group is not None and pick(item.group) != group:
                group = pick(item.group)
                self._console.print(f"-- {group}")
            at += await self._row(question, item, key)
            if at < 0:
                return -1
        return 1

    async def _with_condition(self, question: Question, current: dict[str, str]) -> dict[str, str]:
        """Asks for the condition if it was not typed behind the number. May raise Unreadable."""
        levels = self._document.levels(question)
        depends = any(level.id == current["level"] and level.means == "condition" for level in levels)
        if not depends or not question.condition or "if" in current:
            return current
        condition = await self._ask(t("item.only-if"))
        return {**current, "if": read_text(condition, question.max)} if condition else current

    async def _row(self, question: Question, item: Item, key: str) -> int:
        current = self._draft.items(question.id)
        now = f" [{level_label(self._document, question, current[key]['level'])}]" if key in current else ""
        while True:
            line = await self._ask(f"  {item_label(item, side_of(key))}{now}:")
            if command_name(line) == HELP and item.help is not None:
                self._console.print(pick(item.help), 4)
            if command_name(line) == SKIP:
                self._draft.skip_question(question.id)
                return len(question.items) * 2
            if command_name(line) == CLEAR:
                current.pop(key, None)
                return 1
            move = self._mark(question, line)
            if move == -1:
                return -1
            if move == 0:
                continue
            if line == "":
                return 1
            try:
                current[key] = await self._with_condition(question, read_level(self._document, question, line))
            except Unreadable as unreadable:
                self._console.print(unreadable.sentence, 4)
                continue
            self._draft.skip.discard(question.id)
            return 1
