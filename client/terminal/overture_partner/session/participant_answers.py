"""What a participant's client knows of each chapter: rounds, answers, matches, notes and notices."""

from collections.abc import Callable
from typing import TypeVar

from overture_partner.errors import PartnerError
from overture_partner.model.answers import Opened
from overture_partner.model.next_round_act import Held
from overture_partner.model.precedence import Precedence
from overture_partner.model.views import SectionView
from overture_partner.session.chapters import Chapter
from overture_partner.session.notes import Note
from overture_partner.session.notices import Notices
from overture_partner.session.participant_state import ParticipantState
from overture_partner.session.rounds_mutual import Matches

T = TypeVar("T")


class ParticipantAnswers(ParticipantState):
    """The part of `Participant` that reads what was answered and written, and waits for it.

    Methods that take a `chapter` mean the qhash of a chapter, and the first chapter without one. They raise Refused
    "not-found" for a chapter or section that is not known here. Rounds count from 1.
    """

    def section(self, section: str, chapter: str | None = None) -> SectionView:
        """Returns a section as the shown view has it."""
        return self.chapter(chapter).context.section(section)

    def held(self, section: str, number: int | None = None, chapter: str | None = None) -> Held:
        """Returns what is stored here of a round, the newest by default."""
        return self.chapter(chapter).held(section, number)

    def result(self, section: str, number: int | None = None, chapter: str | None = None) -> Opened | None:
        """Returns both people's answers of a round (the newest by default); None until they are opened here."""
        return self.chapter(chapter).result(section, number)

    def matches(self, section: str, number: int | None = None, chapter: str | None = None) -> Matches | None:
        """Returns what both want in a mutual section, of a round (the newest by default); None until it is known."""
        return self.chapter(chapter).matches(section, number)

    @property
    def precedence(self) -> Precedence:
        """Whose word stands on which act, over all chapters."""
        return self._chapters.precedence()

    def note(self, section: str, chapter: str | None = None) -> Note | None:
        """Returns the newest note of a section, once it was read."""
        return self.chapter(chapter).notes.newest.get(section)

    @property
    def notices(self) -> Notices:
        """The notices of the first chapter."""
        return self._chapters.first.notices

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
        return await self._result(section, self.chapter(chapter), Chapter.result, seconds)

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
        return await self._result(section, self.chapter(chapter), Chapter.matches, seconds)

    async def _result(
        self, section: str, chapter: Chapter, read: Callable[[Chapter, str], T | None], seconds: float | None
    ) -> T:
        await self.wait_for(lambda _: read(chapter, section) is not None or chapter.is_broken(section), seconds)
        result = read(chapter, section)
        if result is None:
            raise PartnerError("broken")
        return result
