"""One section at the terminal: answering, looking back, sealing; once it is open, reading it and writing a note."""

from collections.abc import Awaitable, Callable, Coroutine

from overture_partner.console.changes_text import changed_lines
from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.mutual_text import mutual_lines
from overture_partner.console.opened_text import opened_lines
from overture_partner.console.questionnaire import Ask, Questionnaire
from overture_partner.console.rendering import Lines
from overture_partner.console.updates import progress
from overture_partner.i18n import command_name, has, pick, t
from overture_partner.model.document import Questions, Section
from overture_partner.session.notes import Lost
from overture_partner.session.participant import Participant

Do = Callable[[Coroutine[object, object, None]], Awaitable[bool]]


def what_opened(me: Participant, questions: Questions, section: Section) -> Lines:
    """Writes what the newest round of a section has shown to both.

    Args:
        me: The participant.
        questions: The question set of the chapter.
        section: The section.

    Returns:
        The lines; empty until it is open.
    """
    at = questions.qhash
    result, matches = me.result(section.id, chapter=at), me.matches(section.id, chapter=at)
    if matches is not None:
        acts = [(act, me.precedence.held_back(act.act)) for act in me.chapter(at).matched_acts(section.id)]
        return mutual_lines(questions.document, matches.number, acts, me.chapter_results(at).answers_of)
    if result is None:
        return []
    before, results = me.chapter(at).result_before(section.id, result.number), me.chapter_results(at)
    return [
        *([] if before is None else changed_lines(questions.document, section, before, result)),
        *opened_lines(
            questions.document,
            section,
            result,
            me.precedence,
            results.answers_of,
            results.stop_words.clashes,
            results.rounds.get(section.id, ()),
        ),
    ]


class SectionDialog:
    """The dialog about one section. It keeps a draft for each round, and the text of a note that was not accepted."""

    def __init__(
        self, console: Console, ask: Ask, do: Do, me: Participant, questions: Questions, section: Section
    ) -> None:
        self._console = console
        self._ask = ask
        self._do = do
        self._me = me
        self._questions = questions
        self._at = questions.qhash
        self._section = section
        self._drafts: dict[int, Draft] = {}
        self._unsent = ""
        self._is_mutual = section.reveal == "mutual"

    async def run(self) -> None:
        """Prints the section as it is, and asks what can be asked."""
        show = self._console.print
        show()
        show(pick(self._section.title))
        state = progress(self._me, self._section.id, self._at)
        match state:
            case "open":
                await self._answer()
            case "opened":
                self.show_opened()
                await self._discuss()
            case "broken":
                self._explain_broken()
                await self._offer_again()
            case _:
                self._show_progress()

    def _text(self, key: str) -> str:
        """The sentence under a key, as it is for a mutual section where that has one of its own."""
        return t(f"mutual.{key}" if self._is_mutual and has(f"mutual.{key}") else key)

    # Answering

    async def _answer(self) -> None:
        number = self._me.section(self._section.id, self._at).round
        draft = self._drafts.setdefault(number, Draft())
        form = Questionnaire(self._console, self._ask, self._questions.document, self._section, draft)
        self._console.print(pick(self._section.intro))
        self._console.print(self._text("section.how"))
        await form.run()
        while True:
            self._console.print()
            self._console.print(t("review.title"))
            await form.look_back()
            self._console.print(t("review.how"))
            line = command_name(await self._ask(t("review.prompt")))
            if line.isdecimal():
                await form.edit(int(line))
            elif line == "seal":
                if await self._seal(draft):
                    return
            elif line in ("later", ""):
                self._console.print(t("review.later"))
                return

    async def _seal(self, draft: Draft) -> bool:
        self._console.print(self._text("seal.before"))
        if command_name(await self._ask(t("seal.prompt"))) not in ("yes", "y"):
            return False
        done = await self._do(self._me.seal(self._section.id, draft.answers(), self._at))
        if self._me.held(self._section.id, chapter=self._at).commit is not None:
            # Sealed here, acknowledged or not: the answers are needed nowhere else now.
            self._drafts.clear()
        if not done:
            return False
        self._show_progress()
        return True

    def _show_progress(self) -> None:
        """Prints the state after sealing. If the partner has sealed too, the section may be open already, or broken."""
        state = progress(self._me, self._section.id, self._at)
        if state == "broken":
            self._explain_broken()
        else:
            self._console.print(self._text(f"section.{state}"))

    # Opened

    def show_opened(self) -> None:
        """Prints both people's answers, question by question, or what both want; and the shared note."""
        lines = what_opened(self._me, self._questions, self._section)
        if not lines:
            return
        self._console.print(self._text("section.opened"))
        self._console.print()
        for indent, line in lines:
            self._console.print(line, indent)
        self._show_note()

    def _show_note(self) -> None:
        note = self._me.note(self._section.id, self._at)
        if note is None:
            self._console.print(t("note.none"))
            return
        if note.text is None:
            self._console.print(t("note.unreadable"))
            return
        self._console.print(t("note.title"))
        for line in note.text.split("\n"):
            self._console.print(line, 2)
        who = {(True, True): "both", (True, False): "me", (False, True): "them", (False, False): "nobody"}
        self._console.print(t(f"note.settled-{who[note.settled_me, note.settled_them]}"))

    async def _discuss(self) -> None:
        while True:
            line = command_name(await self._ask(t("opened.prompt")))
            note = self._me.note(self._section.id, self._at)
            if line == "":
                return
            if line == "note":
                await self._write()
            elif line in ("agree", "disagree") and note is None:
                self._console.print(t("note.none"))
            elif line in ("agree", "disagree") and note is not None:
                await self._do(self._me.settle(self._section.id, note.n, yes=line == "agree", chapter=self._at))
                self._show_note()
            elif line in ("again", "not again"):
                await self._send_again(again=line == "again")
            else:
                self._console.print(t("opened.what"))

    async def _write(self) -> None:
        """Asks for the note's text; if the partner's note was first, the text is kept here and can be sent again."""
        me, section = self._me, self._section.id
        based_on = 0 if (note := me.note(section, self._at)) is None else note.n
        if self._unsent:
            self._console.print(t("note.unsent", text=self._unsent))
        text = await self._ask(t("note.prompt"))
        text = self._unsent if command_name(text) == "keep" and self._unsent else text
        if not text:
            return
        self._unsent = text

        async def write() -> None:
            is_lost = isinstance(await me.write_note(section, text, based_on, self._at), Lost)
            # Another note may have been written while this one was being sent.
            if not is_lost and self._unsent == text:
                self._unsent = ""

        if not await self._do(write()):
            return
        if self._unsent:
            self._console.print(t("note.lost"))
        else:
            self._console.print(t("note.written"))
        self._show_note()

    # A new round

    def _explain_broken(self) -> None:
        """Prints why. What is stored here, and never the hub, decides whether the own answers may have been seen."""
        there, held = self._me.section(self._section.id, self._at), self._me.held(self._section.id, chapter=self._at)
        by_me = held.broken is not None or (there.broken is not None and there.broken.by == "me")
        self._console.print(self._text(f"broken.{'me' if by_me else 'them'}-{'after' if held.released else 'before'}"))

    async def _offer_again(self) -> None:
        line = command_name(await self._ask(t("broken.prompt")))
        if line in ("again", "not again"):
            await self._send_again(again=line == "again")

    async def _send_again(self, *, again: bool) -> None:
        me, section = self._me, self._section.id
        if await self._do(me.again(section, self._at) if again else me.not_again(section, self._at)):
            self._console.print(t("again.requested" if again else "again.taken-back"))
