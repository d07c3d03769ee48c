"""The chapters of a session as a participant knows them: each question set, and all that is done in it."""

from collections.abc import Iterator

from overture_partner.errors import Refused
from overture_partner.model.document import Questions
from overture_partner.model.log import MOST_CHAPTERS
from overture_partner.model.mutual_items import Act
from overture_partner.model.next_round_act import Held
from overture_partner.model.precedence import Chapter as Told
from overture_partner.model.precedence import Doing, Stands, stands_in
from overture_partner.model.standing import Known, wanted_by_both
from overture_partner.session.desk import Desk
from overture_partner.session.notes import Notes
from overture_partner.session.notices import Notices
from overture_partner.session.rounds import Rounds
from overture_partner.session.rounds_mutual import Matches
from overture_partner.session.rounds_whole import Opened


class Chapter:
    """One question set in the session. The first has none until its name is known."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rounds = Rounds(desk)
        self.notes = Notes(desk)
        self.notices = Notices(desk)

    @property
    def questions(self) -> Questions:
        """Raises PartnerError "keyless" before its name is known."""
        return self.desk.questions

    def held(self, section: str, number: int | None = None) -> Held:
        """What is kept here of a round, the newest by default."""
        return self.rounds.held(section, number or self.desk.section(section).round)

    def result(self, section: str, number: int | None = None) -> Opened | None:
        """Both people's answers of a round (the newest by default), once they have been opened here."""
        return self.rounds.whole.opened(section, number or self.desk.section(section).round)

    def result_before(self, section: str, number: int) -> Opened | None:
        """Both people's answers of the newest round before this one that was opened here."""
        opened = (self.result(section, earlier) for earlier in range(number - 1, 0, -1))
        return next((result for result in opened if result is not None), None)

    def newest_result(self, section: str) -> Opened | None:
        """Both people's answers of the newest round that was opened here."""
        there = None if self.desk.chapter is None else self.desk.chapter.section(section)
        return None if there is None else self.result_before(section, there.round + 1)

    def matches(self, section: str, number: int | None = None) -> Matches | None:
        """What both want in a mutual section, of a round (the newest by default), once that is known here."""
        return self.rounds.mutual.matches(section, number or self.desk.section(section).round)

    def matched_acts(self, section: str) -> tuple[Act, ...]:
        """What both want by the newest round of a mutual section, from this person's side; empty before it is known."""
        found = self.matches(section)
        return () if found is None else tuple(act for act in self.rounds.mutual.acts(section) if act.id in found.ids)

    def opened(self) -> dict[str, Opened]:
        """By section, the newest round that was opened here."""
        there = () if self.desk.chapter is None else self.desk.chapter.sections
        found = ((section.id, self.newest_result(section.id)) for section in there)
        return {section: result for section, result in found if result is not None}

    def told(self) -> Told:
        """Every round of each section that was opened here, and the notices."""
        there = () if self.desk.chapter is None else self.desk.chapter.sections
        rounds = {}
        for section in there:
            numbers = sorted(asked.round for asked in (*section.earlier, section))
            results = (self.result(section.id, number) for number in numbers)
            rounds[section.id] = [(result.mine, result.theirs) for result in results if result is not None]
        return Told(self.questions.document, rounds, self.notices.mine, self.notices.theirs)

    def heads(self) -> Iterator[tuple[str, object]]:
        """The heads that came with what the partner said, each under a name of its own."""
        yield from self.notices.heads.items()
        for section in () if self.desk.chapter is None else self.desk.chapter.sections:
            for number in range(1, section.round + 1):
                seen = self.rounds.whole.head(section.id, number)
                if seen is not None:
                    yield f"{section.id}/{number}", seen

    def matched(self) -> tuple[Act, ...]:
        """What both want by the newest round of each mutual section."""
        there = () if self.desk.chapter is None else self.desk.chapter.sections
        mutual = [section.id for section in self.questions.document.sections if section.reveal == "mutual"]
        named = {section.id for section in there}
        return tuple(act for section in mutual if section in named for act in self.matched_acts(section))

    def wanted(self) -> list[Doing]:
        """What both want in it, whatever holds it back."""
        both = (act for _, act in wanted_by_both(self.questions.document, self.opened()))
        return [*both, *(act.doing for act in self.matched())]

    def known(self, at: int, stands: Stands, agreed: tuple[Doing, ...]) -> Known:
        """What this chapter comes to; `stands` and `agreed` are of all chapters."""
        opened, said = self.opened(), self.notices
        there = set() if self.desk.chapter is None else {section.id for section in self.desk.chapter.sections}
        notes = ((section, self.notes.newest.get(section)) for section in there)
        words = {section: note.text for section, note in notes if note is not None and note.agreed and note.text}
        document, matched = self.questions.document, self.matched()
        return Known(document, opened, words, matched, said.mine, said.theirs, said.unreadable, at, stands, agreed)

    def is_broken(self, section: str) -> bool:
        """Whether the newest round can never be opened here."""
        held, there = self.held(section), self.desk.section(section)
        if held.opened:
            return False
        both_released = there.theirs is not None and there.theirs.release is not None and there.mine.release is not None
        return held.broken is not None or (there.state == "broken" and not both_released)


class Chapters:
    """The first chapter is the one that both confirmed while pairing; the others were added by either of the two."""

    def __init__(self, first: Desk) -> None:
        self.first = Chapter(first)
        self._added: dict[str, Chapter] = {}
        self.altered: set[str] = set()
        """Added sets for which the hub handed out other bytes than their name says: left aside."""

    def __iter__(self) -> Iterator[Chapter]:
        """In the order in which the hub tells them."""
        return iter((self.first, *self._added.values()))

    def named(self, qhash: str | None) -> Chapter:
        """The chapter of this question set, the first if none is named. Raises Refused "not-found"."""
        if qhash is None or (self.first.desk.known is not None and self.first.desk.qhash == qhash):
            return self.first
        if qhash not in self._added:
            raise Refused("not-found")
        return self._added[qhash]

    def in_order(self) -> list[Chapter]:
        """Those that are known here, in the order that both have: that of the view."""
        view = self.first.desk.view
        order = {} if view is None else {chapter.qhash: at for at, chapter in enumerate(view.chapters)}
        known = [chapter for chapter in self if chapter.desk.known is not None]
        return sorted(known, key=lambda chapter: order.get(chapter.desk.qhash, len(order)))

    def stands(self) -> Stands:
        """Whose word stands on which act, over all chapters."""
        return stands_in([chapter.told() for chapter in self.in_order()])

    def known(self, qhash: str | None) -> Known:
        """What one chapter comes to, beside all the others. Raises Refused "not-found"."""
        chapter, chapters, stands = self.named(qhash), self.in_order(), self.stands()
        acts = [act for each in chapters for act in each.wanted()]
        agreed = tuple(act for act in acts if stands.held_back(act) is None)
        return chapter.known(chapters.index(chapter), stands, agreed)

    def unknown(self) -> list[str]:
        """What the newest view names and is not known here yet."""
        view, first = self.first.desk.view, self.first.desk.known
        if view is None or (first is not None and view.pairing is not None):
            return []
        if first is None:
            return [chapter.qhash for chapter in view.chapters[:1]]
        named = [chapter.qhash for chapter in view.chapters if chapter.qhash != first.qhash]
        named = [qhash for qhash in named[: MOST_CHAPTERS - 1] if qhash not in self._added]
        return [qhash for qhash in named if qhash not in self.altered]

    def know(self, questions: Questions) -> None:
        """Takes a question set in: of the first chapter, or of one that was added."""
        if self.first.desk.known is None:
            self.first.desk.known = questions
        else:
            self._added.setdefault(questions.qhash, Chapter(self.first.desk.beside(questions)))

    async def work(self) -> None:
        """Does whatever is due; what the partner takes away is read first, in every chapter."""
        for chapter in self:
            await chapter.notices.work()
        for chapter in self:
            await chapter.rounds.work()
            await chapter.notes.work()
