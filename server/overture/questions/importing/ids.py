"""Ids for a draft, made from words: the same words always have the same id, and different words never share one.

By their ids a limit finds the act again in another list, so an id says nothing of where in which file the words stood.
Words are the same whatever their case, width, spacing, punctuation and way of writing an accent; a sign that says
something (`>` and `<`, `+`, `%`, an emoji) and the accent itself are a part of them.
"""

import hashlib
import re
import unicodedata

from overture.questions.check import LONGEST_ID

_HASH = 12
"""Hexadecimal digits, so 48 bits: two of a million words share them once in five hundred."""
_LOOKS_HASHED = re.compile(rf"(.*-)?[0-9a-f]{{{_HASH}}}")
_APOSTROPHES = re.compile("['’ʼ`´]")
_MINUS = re.compile(r"(?<!\w)-(?=\d)")
_SAYING = "%‰&#@"
"""Punctuation by its category, but read aloud."""


def same_words(words: str) -> str:
    """The words as they are compared, by single spaces: those of two labels that say the same are equal."""
    folded = _folded(words)
    read = _MINUS.sub("−", _APOSTROPHES.sub("", folded))
    said = " ".join("".join(_sign(each) for each in read).split())
    # What is made of punctuation alone is compared by it.
    return said or " ".join(folded.split())


def _folded(words: str) -> str:
    """As NFKC_Casefold of Unicode, without the characters that cannot be seen."""
    seen = "".join(each for each in words if not _is_unseen(each))
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", seen).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _sign(sign: str) -> str:
    """A letter, digit or accent as it is, a sign that says something as a word of its own, anything else as a space."""
    kind = unicodedata.category(sign)
    if kind[0] == "S" or sign in _SAYING:
        return f" {sign} "
    return " " if kind[0] in "PZ" or kind == "Cc" else sign


def id_of(words: str, otherwise: str, nth: int = 1) -> str:
    """The id of these words, for the `nth` time where they may stand more than once.

    `"Rope (wrists)"` is `"rope-wrists"`. Where that cannot say all, as of `"縄"`, what it can say or `otherwise` is
    followed by a short hash of the words, and so is what only looks as if it were.
    """
    whole = same_words(words)
    made = _latin(whole)
    says_all = 0 < len(made) <= LONGEST_ID and made == whole.replace(" ", "-") and not _LOOKS_HASHED.fullmatch(made)
    if says_all and nth == 1:
        return made
    counted = whole if nth == 1 else f"{whole}\n{nth}"
    digest = hashlib.sha256(counted.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    return f"{_cut(made, LONGEST_ID - _HASH - 1) or otherwise}-{digest}"


def _latin(words: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _cut(made: str, most: int) -> str:
    """At the end of a word where there is one."""
    return made if len(made) <= most else (made[: most + 1].rpartition("-")[0] or made[:most])


class Ids:
    """Ids that are given out in one place: sections of a set, questions of a set, or the options of a question."""

    def __init__(self, otherwise: str) -> None:
        self._otherwise = otherwise
        self._given: dict[str, int] = {}

    def fresh(self, words: str) -> str:
        """An id that was not given out before: words that come again are counted."""
        said = same_words(words)
        self._given[said] = self._given.get(said, 0) + 1
        return id_of(words, self._otherwise, self._given[said])
