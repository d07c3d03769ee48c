"""What a participant's client knows of each chapter: rounds, answers, matches, notes and notices."""

from overture_partner.errors import PartnerError
from overture_partner.model.answers import Opened
from overture_partner.model.mutual_items import ComparedAct
from overture_partner.model.next_round_act import Held
from overture_partner.model.precedence import Precedence
from overture_partner.model.standing import ChapterResults
from overture_partner.model.views import SectionView
from overture_partner.session.notes import Note
from overture_partner.session.notices import Notices
from overture_partner.session.participant_state import ParticipantState
from overture_partner.session.rounds_mutual import Matches


class ParticipantAnswers(ParticipantState):
    """The part of `Participant` that reads what was answered and written, and waits for it.

    Methods that take a `chapter` mean the qhash of a chapter, and the first chapter without one. They raise Refused
    "not-found" for a chapter or section that is not known here. Rounds count from 1.
    """

    def section(self, section: str, chapter: str | None = None) -> SectionView:
        """Returns a section as the shown view has it."""
        return self._chapters.named(chapter).context.section(section)

    def held(self, section: str, number: int | None = None, chapter: str | None = None) -> Held:
        """Returns what is stored here of a round, the newest by default."""
        return self._chapters.named(chapter).held(section, number)

    def result(self, section: str, number: int | None = None, chapter: str | None = None) -> Opened | None:
        """Returns both people's answers of a round (the newest by default); None until they are opened here."""
        return self._chapters.named(chapter).result(section, number)

    def result_before(self, section: str, number: int, chapter: str | None = None) -> Opened | None:
        """Returns both people's answers of the newest round before `number` that was opened here."""
        return self._chapters.named(chapter).result_before(section, number)

    def newest_result(self, section: str, chapter: str | None = None) -> Opened | None:
        """Returns both people's answers of the newest round that was opened here."""
        return self._chapters.named(chapter).newest_result(section)

    def matches(self, section: str, number: int | None = None, chapter: str | None = None) -> Matches | None:
        """Returns what both want in a mutual section, of a round (the newest by default); None until it is known."""
        return self._chapters.named(chapter).matches(section, number)

    def matched_acts(self, section: str, chapter: str | None = None) -> tuple[ComparedAct, ...]:
        """Returns what both want by the newest round of a mutual section, from this person's side; empty until it is
        known.
        """
        return self._chapters.named(chapter).matched_acts(section)

    @property
    def precedence(self) -> Precedence:
        """Whose word stands on which act, over all chapters."""
        return self._chapters.precedence()

    def note(self, section: str, chapter: str | None = None) -> Note | None:
        """Returns the newest note of a section, once it was read."""
        return self._chapters.named(chapter).notes.newest.get(section)

    def chapter_results(self, chapter: str | None = None) -> ChapterResults:
        """Collects what a chapter comes to, as input for `standing_lines`."""
        return self._chapters.chapter_results(chapter)

    def is_elsewhere(self, section: str, chapter: str | None = None) -> bool:
        """Whether another device of this seat has sealed the newest round, as far as the hub claims."""
        return self._chapters.named(chapter).context.is_elsewhere(section)

    def is_broken(self, section: str, chapter: str | None = None) -> bool:
        """Whether the newest round can never be opened here."""
        return self._chapters.named(chapter).is_broken(section)

    @property
    def notices(self) -> Notices:
        """The notices of the first chapter."""
        return self.notices_of()

    def notices_of(self, chapter: str | None = None) -> Notices:
        """Returns the notices of a chapter."""
        return self._chapters.named(chapter).notices

    async def opened(self, section: str, seconds: float | None = None, chapter: str | None = None) -> Opened:
        """Waits until the newest round of a section is open.

        Args:
            section: The id of the section.
            seconds: How long to wait; for ever by default.
            chapter: The qhash of the chapter.

        Returns:
            Both people's answers.

        Raises:
            PartnerError: "broken" if it never will be.
            TimeoutError: The time is over.
        """
        at = self._chapters.named(chapter)
        await self.wait_for(lambda _: at.result(section) is not None or at.is_broken(section), seconds)
        result = at.result(section)
        if result is None:
            raise PartnerError("broken")
        return result

    async def matched(self, section: str, seconds: float | None = None, chapter: str | None = None) -> Matches:
        """Waits until the matches of the newest round of a mutual section are known.

        Args:
            section: The id of the section.
            seconds: How long to wait; for ever by default.
            chapter: The qhash of the chapter.

        Raises:
            PartnerError: "broken" if they never will be.
            TimeoutError: The time is over.
        """
        at = self._chapters.named(chapter)
        await self.wait_for(lambda _: at.matches(section) is not None or at.is_broken(section), seconds)
        found = at.matches(section)
        if found is None:
            raise PartnerError("broken")
        return found
