"""The history of a session as this seat knows it: the log, and every box that it has made, each stored before it is
sent.

Everything is read from the store each time, so that a participant that is restored from the store, or another that
shares it, continues with the same. Source: docs/protocol.md, "What a hub cannot undo".
"""

from collections.abc import Callable

from overture_partner.model.acknowledged import Acknowledged, acknowledged
from overture_partner.model.joined_view import Command, forgotten_in, shown
from overture_partner.model.log import Log, change, join, own_only
from overture_partner.model.scene import SceneRecord, forgotten, stopped
from overture_partner.model.scene import joined as joined_scene
from overture_partner.model.scene import shown as shown_scene
from overture_partner.model.views import View
from overture_partner.protocol.encoding import H32, base64url, random_bytes
from overture_partner.storage.records import Records


class OwnBoxes:
    """The boxes that this seat has made, by digest."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, box: bytes, chapter: str, section: str, number: int) -> str:
        """Stores a box.

        Args:
            box: The box.
            chapter: The qhash of the chapter for which it was sealed.
            section: The id of the section; empty for a box of the whole chapter.
            number: Its round, or its own number.

        Returns:
            Its digest in base64url.
        """
        digest = base64url(H32(box))
        self._records.insert(f"made/{digest}", box)
        self._records.insert(f"made-for/{digest}", (chapter, section, number))
        return digest

    def is_for(self, digest: str, chapter: str, section: str, number: int) -> bool:
        """Returns whether the box with this digest was sealed for that place: a hub may show it in another."""
        return self._records.get(f"made-for/{digest}", tuple[str, str, int]) == (chapter, section, number)

    def get(self, digest: str) -> bytes | None:
        """Returns the box with this digest, if this seat has made it."""
        return self._records.get(f"made/{digest}", bytes)

    def __contains__(self, digest: object) -> bool:
        return isinstance(digest, str) and self.get(digest) is not None


class History:
    """The log of one seat, and what it has shown about the hub."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.made = OwnBoxes(records)
        self._is_older = False
        """Whether the newest view has less than was seen before."""
        self._lacks_pause = False
        """Whether it lacks a pause of this seat, or shows another scene than there is."""
        self._view: View | None = None
        """The newest view."""
        self._to_resend: list[Command] = []
        self._stop = base64url(random_bytes(16))
        """The pause by which the hub is sent a stop again that it has forgotten."""

    @property
    def older(self) -> bool:
        """Whether the newest view has less than was seen before."""
        return self._is_older or self._lacks_pause

    @property
    def log(self) -> Log:
        """The log as it is stored."""
        return self._records.get("log", Log) or Log()

    @property
    def contradicted(self) -> bool:
        """Whether the hub has ever contradicted itself, or claimed boxes for this seat that it has not made."""
        return bool(self._records.get("contradicted", bool))

    @property
    def forked(self) -> bool:
        """Whether the two have ever been shown different things."""
        return bool(self._records.get("forked", bool))

    def contradict(self) -> None:
        """Stores that the hub has contradicted itself."""
        self._records.put("contradicted", True)

    def fork(self) -> None:
        """Stores that the two have been shown different things."""
        self._records.put("forked", True)

    def merge(self, view: View) -> View:
        """Joins a view with the log and stores the result.

        Args:
            view: A sound view of this seat, after pairing. A lobby in it counts as an older state.

        Returns:
            What is to be shown.
        """
        before = self.log
        joined = join(before, view, self.made)
        if joined.log != before:
            self._records.put("log", joined.log)
        if joined.contradicts:
            self.contradict()
        self._join_scene(view)
        self._view = view
        self._is_older = joined.older or view.pairing is not None
        self._to_resend = [*self._pause_again(view), *forgotten_in(joined.log, own_only(view, self.made))]
        return shown(joined.log, change(view, pairing=None, phase="preparing"))

    def acknowledge(self, chapter: str, section: str, added: Acknowledged) -> View | None:
        """Keeps what the hub has acknowledged as seen: a view that shows it came before.

        Args:
            chapter: The qhash of the chapter.
            section: The id of the section; empty for a notice.
            added: What was sent.

        Returns:
            What is to be shown, where no view has shown it; None if nothing is missing.
        """
        log = acknowledged(self.log, chapter, section, added)
        if log == self.log:
            return None
        self._records.put("log", log)
        return None if self._view is None else self.merge(self._view)

    def pause_is_answered(self, pause: str) -> None:
        """Stores that the hub has answered to this seat's pause: from now on a view without it is older.

        Args:
            pause: Its id; empty while it is being lifted.

        Source: docs/protocol.md, "A pause of this seat".
        """
        self._records.put("answered-pause", pause)

    def compare_pause(self) -> None:
        """Compares the newest view again, once the hub has answered to a pause of this seat or to its lifting: no other
        view need come.
        """
        if self._view is not None:
            self._to_resend += self._pause_again(self._view)

    def _pause_again(self, view: View) -> list[Command]:
        """What the hub has forgotten of a pause of this seat and of the scene, which makes the view an older one."""
        scene = self.scene
        has_older_scene = self._stop_is_known(view) and shown_scene(scene, view.scene).state != view.scene.state
        lost_pause = self._lost_pause(view)
        self._lacks_pause = has_older_scene or bool(lost_pause)
        return [*lost_pause, *(self._scene_again(scene, view) if has_older_scene else [])]

    def _lost_pause(self, view: View) -> list[Command]:
        """The pause of this seat, if the hub has answered to it and forgotten it."""
        pause = self._records.get("pause", str)
        is_lost = bool(pause) and self._records.get("answered-pause", str) == pause and view.paused.me is None
        return [{"do": "pause", "pause": pause}] if is_lost else []

    @property
    def scene(self) -> SceneRecord:
        """The scene as this seat has taken part in it, as it is stored."""
        return self._records.get("scene", SceneRecord) or SceneRecord()

    def change_scene(self, change: Callable[[SceneRecord], SceneRecord]) -> SceneRecord:
        """Stores a change of the scene.

        Args:
            change: The change, pure.

        Returns:
            What is stored now.
        """
        before = self.scene
        after = change(before)
        if after != before:
            self._records.put("scene", after)
        return after

    def _join_scene(self, view: View) -> None:
        paused = view.paused.them or view.paused.me is not None or bool(self._records.get("pause", str))
        self.change_scene(lambda before: joined_scene(before, view.scene))
        if paused:
            self.change_scene(stopped)

    def _stop_is_known(self, view: View) -> bool:
        """Whether no pause of this seat, or its lifting, is on its way: otherwise the hub cannot know better."""
        return not self._records.get("pause", str) or view.paused.me is not None

    def _scene_again(self, record: SceneRecord, view: View) -> list[Command]:
        """What the hub has forgotten of the scene: that it was stopped, and that it is over for this seat."""
        missing = forgotten(record, view.scene)
        stop = [{"do": do, "pause": self._stop} for do in ("pause", "resume")] if missing.stop else []
        return [*stop, *([{"do": "scene-over", "n": record.n}] if missing.over else [])]

    def to_resend(self) -> list[Command]:
        """Returns the commands that the hub has forgotten, once for each view."""
        to_resend, self._to_resend = self._to_resend, []
        return to_resend
