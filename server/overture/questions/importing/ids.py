"""Ids for a draft, made from words: the same words always have the same id, and different words never share one.

A limit is matched to the same act in another list by its id, so an id does not depend on the file or the position of
the words. Words are the same regardless of case, width, spacing, punctuation and the encoding of an accent; a sign with
a meaning (`>` and `<`, `+`, `%`, an emoji) and the accent itself are a part of them.
"""

import hashlib
import re
import unicodedata

from overture.questions.keys import LONGEST_ID

_HASH = 12
"""Hexadecimal digits, so 48 bits: among a million words two share them with a probability of one in five hundred."""
_LOOKS_HASHED = re.compile(rf"(.*-)?[0-9a-f]{{{_HASH}}}")
_APOSTROPHES = re.compile("['’ʼ`´]")
_MINUS = re.compile(r"(?<!\w)-(?=\d)")
_SAYING = "%‰&#@"
"""Punctuation by its category in Unicode, but with a meaning."""


def same_words(words: str) -> str:
    """Return the form in which words are compared, separated by single spaces."""
    folded = _folded(words)
    read = _MINUS.sub("−", _APOSTROPHES.sub("", folded))
    said = " ".join("".join(_sign(each) for each in read).split())
    # Words of punctuation alone are compared by that.
    return said or " ".join(folded.split())


def _folded(words: str) -> str:
    """NFKC_Casefold of Unicode (The Unicode Standard, 3.13), without invisible characters."""
    seen = "".join(each for each in words if not _is_unseen(each))
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", seen).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _sign(sign: str) -> str:
    """A letter, digit or accent as it is, a sign with a meaning as a word of its own, anything else as a space."""
    kind = unicodedata.category(sign)
    if kind[0] == "S" or sign in _SAYING:
        return f" {sign} "
    return " " if kind[0] in "PZ" or kind == "Cc" else sign


def id_of(words: str, fallback: str, nth: int = 1) -> str:
    """Return the id of these words.

    That of `"Rope (wrists)"` is `"rope-wrists"`. If the letters of an id cannot express the words, as with `"縄"`, it
    is as much as they can express, or `fallback`, and a short hash of the words; and likewise for words that look like
    such an id.

    Args:
        words: The label of a row, option or question, or the title of a section.
        fallback: What to put in front of the hash if no letter is left.
        nth: Which occurrence of the words it is, from 1, where they may occur more than once.
    """
    whole = same_words(words)
    made = _latin(whole)
    says_all = 0 < len(made) <= LONGEST_ID and made == whole.replace(" ", "-") and not _LOOKS_HASHED.fullmatch(made)
    if says_all and nth == 1:
        return made
    counted = whole if nth == 1 else f"{whole}\n{nth}"
    digest = hashlib.sha256(counted.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    return f"{_cut(made, LONGEST_ID - _HASH - 1) or fallback}-{digest}"


def _latin(words: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _cut(made: str, most: int) -> str:
    """Cut to `most` characters, at the end of a word if there is one."""
    return made if len(made) <= most else (made[: most + 1].rpartition("-")[0] or made[:most])


class UniqueIds:
    """Ids that are unique in one scope: the sections of a set, its questions, or the options of a question.

    Args:
        fallback: What to put in front of the hash if no letter of the words is left (`id_of`).
    """

    def __init__(self, fallback: str) -> None:
        self._fallback = fallback
        self._counts: dict[str, int] = {}

    def new(self, words: str) -> str:
        """Return an id for these words that has not been returned before."""
        same = same_words(words)
        self._counts[same] = self._counts.get(same, 0) + 1
        return id_of(words, self._fallback, self._counts[same])
