"""What a hub may do to a view, for a machine that chooses freely."""

from collections.abc import Callable
from typing import Any

from overture_partner.protocol.asides import Notice, seal_note, seal_notice, seal_settle
from overture_partner.protocol.encoding import base64url
from overture_partner.protocol.pairing import Role
from overture_partner.protocol.talk import Talk, seal_talk
from tests.terminal.pocket_hub import PocketTwo

NOTICES: list[Notice] = [{"withdraw": ["ice"]}, {"limit": {"rope/give": "no"}}]
LOBBY = {"stage": "replied", "locator": "7777", "m1": None, "m2": base64url(bytes(146)), "m3": None}


class Lies:
    """What a hub may do to a view. It holds both keys, as one that a partner helps does, and forges with them only what
    it calls the reader's own."""

    def __init__(self, two: PocketTwo, role: Role) -> None:
        self._two = two
        self._me = two.of(role)
        self._role = role

    def pairing_again(self, view: Any, n: int) -> None:
        view.update(pairing=LOBBY | {"stage": ["empty", "joining", "replied", "answered"][n % 4]}, phase="pairing")

    def another_role(self, view: Any, _: int) -> None:
        view.update(role="B" if self._role == "A" else "A")

    def not_ready(self, view: Any, n: int) -> None:
        view["ready"] = {"me": n % 2 == 0, "both": n % 3 == 0}

    def no_chapters(self, view: Any, _: int) -> None:
        view["chapters"] = []

    def chapter_twice(self, view: Any, _: int) -> None:
        view["chapters"] += view["chapters"]

    def fewer_notices(self, view: Any, n: int) -> None:
        said = view["chapters"][0]["notices"]
        for whose in ("mine", "theirs"):
            del said[whose][n % (len(said[whose]) + 1) :]

    def other_notices(self, view: Any, n: int) -> None:
        said = view["chapters"][0]["notices"]
        whose = "mine" if n % 2 else "theirs"
        other = self._junk(n)
        said[whose] = [other, *said[whose][1:]] if n % 3 else [*said[whose], other]

    def forged_notice(self, view: Any, n: int) -> None:
        mine = view["chapters"][0]["notices"]["mine"]
        box = seal_notice(self._me._context.place(""), len(mine) + 1, NOTICES[n % 2])
        mine.append(self._two.hub.invent(box))

    def forged_note(self, view: Any, n: int) -> None:
        there = _section(view, n)
        newest = there["note"]
        number = 1 if newest is None else newest["n"] + 1
        before = None if newest is None else self._two.hub.boxes[newest["box"]]
        box = seal_note(self._me._context.place(there["id"]), number, before, "I agree to all of it.")
        name = self._two.hub.invent(box)
        there["note"] = {"n": number, "by": "me", "box": name, "before": newest and newest["box"]}

    def forged_settlement(self, view: Any, n: int) -> None:
        there = _section(view, n)
        if there["note"] is not None:
            number = 1 + n % 200
            note = self._two.hub.boxes[there["note"]["box"]]
            box = seal_settle(self._me._context.place(there["id"]), number, note, True)
            name = self._two.hub.invent(box)
            there["settled"]["me"] = {"n": number, "note": there["note"]["box"], "yes": True, "box": name}

    def forged_talk(self, view: Any, n: int) -> None:
        box = seal_talk(self._me._context.place(""), 1 + n % 800, Talk((1 + n, "end"), {"k3J9xQ2a": (1 + n, "yes")}))
        view["talk"]["me"] = {"n": 1 + n % 800, "box": self._two.hub.invent(box)}

    def other_talk(self, view: Any, n: int) -> None:
        view["talk"]["them" if n % 3 else "me"] = {"n": n % 802, "box": self._any_box(n)}

    def no_talk(self, view: Any, n: int) -> None:
        view["talk"] = {"me": None, "them": view["talk"]["them"] if n % 2 else None}

    def turned_settlement(self, view: Any, n: int) -> None:
        for said in _section(view, n)["settled"].values():
            if said is not None:
                said["yes"] = not said["yes"]

    def no_words(self, view: Any, n: int) -> None:
        _section(view, n).update(note=None, settled={"me": None, "them": None})

    def no_boxes(self, view: Any, n: int) -> None:
        asked = _round(view, n)
        if n % 2:
            asked["mine"] = {"commit": None, "release": None}
        else:
            asked["mine"]["release"] = None
        asked.pop("theirs", None)

    def other_boxes(self, view: Any, n: int) -> None:
        asked = _round(view, n)
        slots = asked["mine"] if n % 3 == 0 else asked.setdefault("theirs", {"commit": None, "release": None})
        slots["commit" if n % 2 else "release"] = self._any_box(n)

    def broken(self, view: Any, n: int) -> None:
        asked = _round(view, n)
        asked.update(state="broken", broken={"by": "them" if n % 2 else "me", "after": n % 3 == 0})

    def fewer_rounds(self, view: Any, n: int) -> None:
        there = _section(view, n)
        if there["earlier"]:
            there.update(there["earlier"].pop(), again={"me": False, "them": False})

    def out_of_range(self, view: Any, n: int) -> None:
        _section(view, n)["round"] = [0, 2, 21, 2**31][n % 4]

    def swapped_rounds(self, view: Any, n: int) -> None:
        """What was opened first in the place of what was opened last."""
        there = _section(view, n)
        if there["earlier"]:
            first = there["earlier"][0]
            for what in ("mine", "theirs", "broken"):
                one, other = first.pop(what, None), there.pop(what, None)
                first.update({} if other is None else {what: other})
                there.update({} if one is None else {what: one})
            there.setdefault("mine", {"commit": None, "release": None})
            first.setdefault("mine", {"commit": None, "release": None})

    def swapped_sections(self, view: Any, _: int) -> None:
        """The boxes of one section under the name of the other."""
        one, other, *_ = view["chapters"][0]["sections"]
        one["id"], other["id"] = other["id"], one["id"]

    def the_partners_side(self, view: Any, n: int) -> None:
        """Who has sealed what, the other way round."""
        asked = _round(view, n)
        if "theirs" in asked:
            asked["mine"], asked["theirs"] = asked["theirs"], asked["mine"]
        notices = view["chapters"][0]["notices"]
        notices["mine"], notices["theirs"] = notices["theirs"], notices["mine"]

    def a_pause(self, view: Any, n: int) -> None:
        """Of the partner, lifted, or one that this seat has not made; with a time that is none."""
        me = [view["paused"]["me"], None, base64url(bytes(15) + bytes([n % 256]))][n % 3]
        view["paused"] = {"me": me, "them": n % 2 == 0, "later": self._any_box(n) if n % 5 else None}

    def an_added_set(self, view: Any, n: int) -> None:
        """Another one each time, with the sections of the first."""
        first = view["chapters"][0]
        view["chapters"].append(
            {**first, "qhash": self._junk(n), "notices": {"mine": [], "theirs": []}, "sections": []}
        )

    def more_sections(self, view: Any, n: int) -> None:
        """Up to the limit, and beyond."""
        empty = {"mine": {"commit": None, "release": None}, "note": None, "settled": {"me": None, "them": None}}
        there = {
            key: each for key, each in view["chapters"][0]["sections"][0].items() if key not in ("theirs", "broken")
        }
        new = [{**there, **empty, "id": f"more-{n}-{at}", "earlier": [], "round": 1} for at in range(n % 70)]
        view["chapters"][0]["sections"] += new

    def a_jump(self, view: Any, n: int) -> None:
        """A number far ahead, of a talk, a note or a tap, with nothing in between."""
        there, box, before = _section(view, n), self._any_box(n), self._any_box(n + 1)
        if n % 3 == 0:
            view["talk"]["them"] = {"n": 800, "box": box}
        elif n % 3 == 1:
            there["note"] = {"n": 100, "by": "them", "box": box, "before": before}
        else:
            there["settled"]["them"] = {"n": 200, "note": before, "yes": True, "box": box}

    def calls_it_open(self, view: Any, n: int) -> None:
        _round(view, n)["state"] = "opened"

    def _junk(self, n: int) -> str:
        return self._two.hub.invent(b"junk%d" % n)

    def _any_box(self, n: int) -> str:
        """Junk, or a box that belongs elsewhere."""
        known = sorted(self._two.hub.boxes)
        return known[n % len(known)] if known and n % 5 else self._junk(n)


def _section(view: Any, n: int) -> Any:
    sections = view["chapters"][0]["sections"]
    return sections[n % len(sections)]


def _round(view: Any, n: int) -> Any:
    there = _section(view, n)
    rounds = [*there["earlier"], there]
    asked = rounds[n % len(rounds)]
    asked.setdefault("mine", {"commit": None, "release": None})
    return asked


LIES: list[Callable[[Lies, Any, int], None]] = [
    lie for name, lie in vars(Lies).items() if callable(lie) and not name.startswith("_")
]
