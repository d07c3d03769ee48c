"""The commands of a participant: everything that its person can ask for, except to end the session."""

import asyncio

from overture_partner.errors import Refused
from overture_partner.model import scene
from overture_partner.model.answers import Answers
from overture_partner.protocol.asides import Notice
from overture_partner.protocol.encoding import base64url, random_bytes
from overture_partner.session.notes import Lost
from overture_partner.session.participant_answers import ParticipantAnswers

DAY = 24 * 60 * 60
"""Seconds by which a session is prolonged."""


class ParticipantCommands(ParticipantAnswers):
    """The part of `Participant` that sends commands."""

    _lifting: str | None = None
    """The pause whose lifting the hub has not answered yet."""
    _begins = 0
    """How often this person has been ready to begin a scene."""

    async def renew(self) -> None:
        """A: requests a new code, after the wait that comes before it, and returns when it is there.

        Raises:
            PartnerError: "codes-used-up".
        """
        await asyncio.sleep(self.renewable_in)
        self._pairing.renew()
        self._request_step()
        await self.wait_for(lambda me: me.code is not None)

    async def leave(self) -> None:
        """B, while not confirmed: gives the seat back."""
        await self.socket.request("leave")

    async def ready(self) -> None:
        """Confirms: adult, sober, here freely, and I know that I may stop at any time."""
        await self.socket.request("ready")

    async def pause(self) -> None:
        """Pauses: here at once, and at the hub when this returns. It stops a scene."""
        if not self.paused_by_me or self._lifting is not None:
            await self._pause({})

    async def set_resume_time(self, at: int | None) -> None:
        """Pauses, or continues to pause, and shows the partner alone when one would like to look again.

        Args:
            at: Seconds since 1970; None takes the time back.

        Raises:
            PartnerError: "keyless" before pairing.
        """
        await self._pause({} if at is None else {"later": self.resume_time.seal(at)})

    async def _pause(self, later: dict[str, str]) -> None:
        pause = {"pause": base64url(random_bytes(16)), **later}
        self._records.put("pause", pause["pause"])
        self._records.put("later", later)
        # It takes the place of one that is being lifted.
        self._lifting = None
        self._context.history.change_scene(scene.stopped)
        self._notify()
        try:
            await self.socket.request("pause", **pause)
        except Refused:
            self._pause_is_answered(pause["pause"])
            raise
        self._pause_is_answered(pause["pause"])

    def _pause_is_answered(self, pause: str) -> None:
        self._context.history.pause_is_answered(pause)
        self._context.history.compare_pause()
        self._request_step()

    async def resume(self) -> None:
        """Lifts one's own pause. One that is made before the hub has answered stands."""
        there = None if self.view is None else self.view.paused.me
        pause = self._records.get("pause", str) or there
        self._context.history.pause_is_answered("")
        if pause and not await self._lift(pause, there):
            return
        self._records.put("pause", "")
        self._context.history.compare_pause()
        self._request_step()

    async def _lift(self, pause: str, there: str | None) -> bool:
        """Returns whether it is lifted, and not another one made meanwhile."""
        self._lifting = pause
        try:
            try:
                await self.socket.request("resume", pause=pause)
            except Refused:
                if self._lifting != pause:
                    return False
                # The hub holds another pause of this seat, made elsewhere.
                if there is None or there == pause:
                    raise
                await self.socket.request("resume", pause=there)
            return self._lifting == pause
        finally:
            if self._lifting == pause:
                self._lifting = None

    async def add(self, qhash: str) -> None:
        """Adds a question set of this hub to the session, and waits until it is loaded here.

        Args:
            qhash: The name of the question set, in base64url.

        Raises:
            Refused: "paused", "not-now" (a scene is running), "not-ready", "not-found" or "full".
        """
        await self.socket.request("add", chapter=qhash)
        await self.wait_for(lambda me: any(questions.qhash == qhash for questions in me.chapters))

    async def seal(self, section: str, answers: Answers, chapter: str | None = None) -> None:
        """Seals one's answers to the newest round and returns when the hub has them.

        They cannot be changed from then on.

        Opening follows by itself when the partner has sealed.

        Args:
            section: The id of the section.
            answers: One's answers.
            chapter: The qhash of the chapter; the first by default.

        Raises:
            Refused: As `Rounds.seal` does.
        """
        at = self.chapter(chapter)
        number = at.rounds.seal(section, answers)
        self._request_step()
        await self.wait_for(
            lambda _: at.context.section(section).round > number or at.context.section(section).mine.commit
        )

    async def write_note(
        self, section: str, text: str, based_on: int | None = None, chapter: str | None = None
    ) -> Lost | None:
        """Writes the shared note of a section.

        Args:
            section: The id of the section.
            text: The text.
            based_on: The number of the note that it follows; the newest by default.
            chapter: The qhash of the chapter; the first by default.

        Returns:
            None, or Lost if another note came first.

        Raises:
            Refused: As `Notes.write` does.
        """
        at = self.chapter(chapter)
        note = at.context.section(section).note
        number = based_on if based_on is not None else (0 if note is None else note.n)
        return await at.notes.write(section, text, number)

    async def settle(self, section: str, n: int, *, yes: bool = True, chapter: str | None = None) -> None:
        """Agrees that note `n` is what both said, or takes that back.

        Raises:
            Refused: As `Notes.settle` does.
        """
        await self.chapter(chapter).notes.settle(section, n, yes=yes)

    async def notice(self, notice: Notice, chapter: str | None = None) -> None:
        """Sends the partner at once what one withdraws or limits further, also while paused.

        Raises:
            Refused: As `Notices.send` does.
        """
        await self.chapter(chapter).notices.send(notice)

    async def again(self, section: str, chapter: str | None = None) -> None:
        """Requests a new round of a section; it begins when both have requested it."""
        await self._send_again("again", section, chapter)

    async def not_again(self, section: str, chapter: str | None = None) -> None:
        """Takes the request for a new round back."""
        await self._send_again("not-again", section, chapter)

    async def _send_again(self, do: str, section: str, chapter: str | None) -> None:
        context = self.chapter(chapter).context
        await self.socket.request(do, chapter=context.qhash, section=section, round=context.section(section).round + 1)

    async def prolong(self) -> None:
        """Requests that the session is kept a day longer, which happens when both have requested it.

        Raises:
            Refused: "paused" or "too-late".
        """
        view = self.view
        if view is not None:
            await self.socket.request("prolong", until=view.prolong.them or view.expires + DAY)

    async def begin_scene(self) -> None:
        """This person is ready to begin the next scene, which begins when both are.

        Raises:
            Refused: "paused", "not-ready", or "not-now" (a scene is running).
            PartnerError: "not-connected", as it is never sent later.
        """
        number = self._next_scene
        self._begins = begin = self._begins + 1
        self._context.history.change_scene(lambda record: scene.begun(record, number))
        try:
            await self.socket.request("begin-scene", n=number)
        except Refused:
            # Whoever has been refused does not expect it to begin later.
            self._take_back(begin)
            raise

    async def not_begin_scene(self) -> None:
        """Takes that back.

        Raises:
            Refused: "stale" if it has begun.
        """
        begin = self._begins
        await self.socket.request("not-begin-scene", n=self._next_scene)
        self._take_back(begin)

    def _take_back(self, begin: int) -> None:
        """Takes back that one was ready. Whoever has been ready once more meanwhile still is."""
        if begin == self._begins:
            self._context.history.change_scene(scene.taken_back)

    @property
    def _next_scene(self) -> int:
        return 1 if self.view is None else self.view.scene.n + 1

    async def scene_over(self) -> None:
        """Ends the scene for this person; it is over when both have ended it."""
        number = self.scene.n
        self._context.history.change_scene(scene.over)
        await self.socket.request("scene-over", n=number)
