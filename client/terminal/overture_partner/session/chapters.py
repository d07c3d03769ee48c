"""The chapters of a session: each question set with its rounds, notes and notices."""

from collections.abc import Iterator

from overture_partner.errors import Refused
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.document import Question, Questions
from overture_partner.model.final import with_standing_answers
from overture_partner.model.limits import MOST_CHAPTERS
from overture_partner.model.mutual_items import ComparedAct
from overture_partner.model.next_round_act import Held
from overture_partner.model.precedence import Act, ChapterAnswers, Precedence, precedence_of
from overture_partner.model.privacy import is_private
from overture_partner.model.standing import ChapterResults, settled_in, with_newest_answers
from overture_partner.model.stop_words import StopWords, stop_words_of
from overture_partner.model.wanted import wanted_by_both, with_one_condition
from overture_partner.session.context import Context
from overture_partner.session.notes import Notes
from overture_partner.session.notices import Notices
from overture_partner.session.rounds import Rounds
from overture_partner.session.rounds_mutual import Matches


class Chapter:
    """One question set in the session. The first chapter has none until its name is known."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rounds = Rounds(context)
        self.notes = Notes(context)
        self.notices = Notices(context)

    def held(self, section: str, number: int | None = None) -> Held:
        """Returns what is stored here of a round.

        Args:
            section: The id of the section.
            number: The round, from 1; the newest by default.
        """
        return self.rounds.held(section, number or self.context.section(section).round)

    def result(self, section: str, number: int | None = None) -> Opened | None:
        """Returns both people's answers of a round.

        Args:
            section: The id of the section.
            number: The round, from 1; the newest by default.

        Returns:
            None until they are opened here.
        """
        return self.rounds.whole(section, number or self.context.section(section).round).opened

    def result_before(self, section: str, number: int) -> Opened | None:
        """Returns both people's answers of the newest round before `number` that was opened here."""
        opened = (self.result(section, earlier) for earlier in range(number - 1, 0, -1))
        return next((result for result in opened if result is not None), None)

    def newest_result(self, section: str) -> Opened | None:
        """Returns both people's answers of the newest round that was opened here."""
        there = None if self.context.chapter is None else self.context.chapter.section(section)
        return None if there is None else self.result_before(section, there.round + 1)

    def matches(self, section: str, number: int | None = None) -> Matches | None:
        """Returns the matches of a mutual section.

        Args:
            section: The id of the section.
            number: The round, from 1; the newest by default.

        Returns:
            None until they are known here.
        """
        return self.rounds.mutual(section, number or self.context.section(section).round).matches

    def matched_acts(self, section: str) -> tuple[ComparedAct, ...]:
        """Returns the matches of a mutual section, of the newest round that has them, from this person's side.

        Empty until then.
        """
        rounds = (self.rounds.mutual(section, number) for number in range(self.context.section(section).round, 0, -1))
        round = next((round for round in rounds if round.matches is not None), None)
        if round is None or round.matches is None:
            return ()
        ids = round.matches.ids
        return tuple(act for act in round.acts if act.id in ids)

    def opened(self) -> dict[str, Opened]:
        """Returns by section the newest round that was opened here."""
        found = ((section.id, self.newest_result(section.id)) for section in self.context.sections)
        return {section: result for section, result in found if result is not None}

    def answers_so_far(self) -> ChapterAnswers:
        """Returns every opened round of each section and the notices, as input for the precedence."""
        rounds = {}
        for section in self.context.sections:
            numbers = sorted(each.round for each in (*section.earlier, section))
            results = (self.result(section.id, number) for number in numbers)
            rounds[section.id] = [(result.mine, result.theirs) for result in results if result is not None]
        return ChapterAnswers(self.context.questions.document, rounds, self.notices.mine, self.notices.theirs)

    def heads(self) -> Iterator[tuple[str, object]]:
        """Yields the heads that came with what the partner sealed, each under a name of its own."""
        yield from self.notices.heads.items()
        for section in self.context.sections:
            for number in range(1, section.round + 1):
                seen = self.rounds.whole(section.id, number).head
                if seen is not None:
                    yield f"{section.id}/{number}", seen

    def matched(self) -> tuple[ComparedAct, ...]:
        """Returns the matches of all mutual sections, of each from the newest round of which they are known."""
        mutual = [section.id for section in self.context.questions.document.sections if section.reveal == "mutual"]
        named = {section.id for section in self.context.sections}
        return tuple(act for section in mutual if section in named for act in self.matched_acts(section))

    def wanted(self) -> list[Act]:
        """Returns what may be done in this chapter, whatever holds it back: what both want, and what one has tied to a
        condition alone.
        """
        document, opened = self.context.questions.document, self.opened()
        both = (act for _, act in wanted_by_both(document, opened))
        return [*both, *(act.act for act in self.matched()), *with_one_condition(document, opened)]

    def asked(self) -> Iterator[tuple[Question, Answers, Answers]]:
        """Yields the questions with the answers of both that stand, without what is private."""
        rounds = self.answers_so_far().rounds
        for section in self.context.questions.document.sections:
            if not rounds.get(section.id):
                continue
            sides = with_standing_answers(section.questions, rounds[section.id])
            for question in section.questions:
                if not is_private(section, question):
                    yield question, *sides

    def chapter_results(
        self, at: int, precedence: Precedence, agreed: tuple[Act, ...], stop_words: StopWords
    ) -> ChapterResults:
        """Collects what is known of this chapter.

        Args:
            at: Its index in the session, from 0.
            precedence: Of all chapters.
            agreed: What may be done and nothing holds back, of all chapters.
            stop_words: Which of its words for stopping differ or were replaced.
        """
        opened, notices = self.opened(), self.notices
        document, matched = self.context.questions.document, self.matched()
        return ChapterResults(
            document, opened, self.settled_words(), matched, notices.mine, notices.theirs, notices.unreadable, at,
            precedence, agreed, stop_words, self.answers_so_far().rounds,
        )  # fmt: skip

    def settled_words(self) -> dict[str, str]:
        """Returns by section what both have settled in their own words."""
        notes = ((section.id, self.notes.newest.get(section.id)) for section in self.context.sections)
        return {section: note.text for section, note in notes if note is not None and note.agreed and note.text}

    def has_settled_stop_signals(self) -> bool:
        """Whether both have settled in their own words how to stop."""
        settled = settled_in(self.context.questions.document, self.settled_words())
        return any("stop-signals" in words.parts for words in settled)

    def is_broken(self, section: str) -> bool:
        """Whether the newest round can never be opened here."""
        held, there = self.held(section), self.context.section(section)
        if held.opened:
            return False
        both_released = there.theirs is not None and there.theirs.release is not None and there.mine.release is not None
        return held.broken is not None or (there.state == "broken" and not both_released)


class Chapters:
    """All chapters. The first is the one that both confirmed while pairing; either person has added the others.

    Attributes:
        first: The first chapter.
        altered: Qhashes of added sets for which the hub served other bytes. They are ignored.
    """

    def __init__(self, first: Context) -> None:
        self.first = Chapter(first)
        self._added: dict[str, Chapter] = {}
        self.altered: set[str] = set()

    def __iter__(self) -> Iterator[Chapter]:
        """Iterates in the order in which this client has loaded them."""
        return iter((self.first, *self._added.values()))

    def named(self, qhash: str | None) -> Chapter:
        """Returns the chapter with a question set.

        Args:
            qhash: Its name; None for the first chapter.

        Raises:
            Refused: "not-found".
        """
        if qhash is None or (self.first.context.question_set is not None and self.first.context.qhash == qhash):
            return self.first
        if qhash not in self._added:
            raise Refused("not-found")
        return self._added[qhash]

    def in_order(self) -> list[Chapter]:
        """Returns the loaded chapters in the order of the view, which is the same for both people."""
        view = self.first.context.view
        order = {} if view is None else {chapter.qhash: at for at, chapter in enumerate(view.chapters)}
        loaded = [chapter for chapter in self if chapter.context.question_set is not None]
        return sorted(loaded, key=lambda chapter: order.get(chapter.context.qhash, len(order)))

    def precedence(self) -> Precedence:
        """Computes whose word stands on which act, over all chapters."""
        return precedence_of([chapter.answers_so_far() for chapter in self.in_order()])

    def chapter_results(self, qhash: str | None) -> ChapterResults:
        """Collects what is known of one chapter, in the light of all the others.

        Args:
            qhash: Its name; None for the first chapter.

        Raises:
            Refused: "not-found".
        """
        return self.all_chapter_results()[self.in_order().index(self.named(qhash))]

    def all_chapter_results(self) -> list[ChapterResults]:
        """Collects what is known of every chapter, in the order of the view."""
        chapters, precedence = self.in_order(), self.precedence()
        acts = [act for each in chapters for act in each.wanted()]
        agreed = tuple(act for act in acts if precedence.held_back(act) is None)
        stop_words = stop_words_of((each.asked(), each.has_settled_stop_signals()) for each in chapters)
        return with_newest_answers(
            [each.chapter_results(at, precedence, agreed, stop_words[at]) for at, each in enumerate(chapters)]
        )

    def unknown(self) -> list[str]:
        """Returns the qhashes that the newest view names and that are not loaded yet."""
        view, first = self.first.context.view, self.first.context.question_set
        if view is None or (first is not None and view.pairing is not None):
            return []
        if first is None:
            return [chapter.qhash for chapter in view.chapters[:1]]
        named = [chapter.qhash for chapter in view.chapters if chapter.qhash != first.qhash]
        named = [qhash for qhash in named[: MOST_CHAPTERS - 1] if qhash not in self._added]
        return [qhash for qhash in named if qhash not in self.altered]

    def add_questions(self, questions: Questions) -> None:
        """Adds a loaded question set: to the first chapter, or as a chapter of its own."""
        if self.first.context.question_set is None:
            self.first.context.question_set = questions
        else:
            self._added.setdefault(questions.qhash, Chapter(self.first.context.for_chapter(questions)))

    async def work(self) -> None:
        """Does what the newest view calls for. What the partner withdraws is read first, in every chapter."""
        for chapter in self:
            await chapter.notices.read()
        for chapter in self:
            await chapter.rounds.work()
            await chapter.notes.read()
