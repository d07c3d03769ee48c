"""Ids for a draft, made from words or taken from the file, each used once where it has to be."""

import re
import unicodedata
from collections.abc import Container

from overture.question_check import LONGEST_ID

_ROOM_FOR_A_NUMBER = 6


def slug(words: str, otherwise: str) -> str:
    """`"Rope (wrists)"` as `"rope-wrists"`; `otherwise` for words without a Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    made = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").replace("’", "")).strip("-")
    most = LONGEST_ID - _ROOM_FOR_A_NUMBER
    if len(made) > most:
        made = made[:most].rpartition("-")[0] or made[:most]
    return made.strip("-") or otherwise


class Ids:
    """Ids that were given out in one place: sections of a set, questions of a set, or items."""

    def __init__(self, otherwise: str) -> None:
        self.otherwise = otherwise
        self.taken: set[str] = set()
        self._next: dict[str, int] = {}

    def fresh(self, words: str) -> str:
        """An id that was not given out before, numbered where it has to be."""
        wanted = made = slug(words, self.otherwise)
        while made in self.taken:
            self._next[wanted] = self._next.get(wanted, 1) + 1
            made = f"{wanted}-{self._next[wanted]}"
        self.taken.add(made)
        return made


class ItemIds:
    """Ids of items: the same words have the same id wherever they are asked, so that a limit holds in all places.

    Within one list every id is used once, and different words never share one.
    """

    def __init__(self) -> None:
        self._ids = Ids("item")
        self._by_words: dict[str, str] = {}

    def of(self, label: str, own_id: str, in_this_list: Container[str]) -> str:
        """The id of an item; `own_id` is what the file called it, or nothing."""
        words = label.casefold()
        known = self._by_words.get(words)
        if known is not None and known not in in_this_list:
            return known
        made = self._ids.fresh(own_id or label)
        self._by_words.setdefault(words, made)
        return made
