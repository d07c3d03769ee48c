"""Finding the code in what people paste: a link, a message, a code in other characters than its own.

A code that is not clear is not found: a wrong one would cost a guess.
Source: docs/protocol.md, "The code".
"""

import re
import unicodedata

_ALIKE = "İıАВЕЅІЈКМНОРСТХУԚԜΑΒΕΖΗΙΚΜΝΟΡΤΧΥаеѕіјкморстхуԛԝвнο"
_LOOKS = "IiABESIJKMHOPCTXYQWABEZHIKMNOPTXYaesijkmopctxyqwbho"
_LATIN = str.maketrans(_ALIKE, _LOOKS)
"""Letters of other scripts that look like those of a code, and the letters that they look like."""

_LONGEST = 4000
"""Characters of a text that are looked at: a message, and not a book."""

_HALF = re.compile(r"[0-9A-TV-Za-tv-z]{4}")
_WHOLE = re.compile(r"[0-9A-TV-Za-tv-z]{8}")
_SINGLE = re.compile(r"[0-9A-TV-Za-tv-z]")
_BETWEEN = re.compile(r"[ -]{1,3}")
_JOINING = re.compile(r"[ ,]+(?:(?:and|then|und|dann) +)+", re.IGNORECASE | re.ASCII)
"""What stands between two halves that somebody names one after the other."""
_WORD = re.compile(
    r"code|half|teil|part|rest|text|this|that|with|then|than|here|hier|have|what|when|they|them|next|last|also|only|mine"
    r"|type|take|send|denn|dein|mein|noch|oder|wird|geht|sind",
    re.IGNORECASE | re.ASCII,
)
"""Words of a sentence that stand beside half of a code."""
_SHAPE = re.compile(r"8|2222|[14]+")
_HALVED = re.compile(r"[^0-9A-Za-z]*[0-9A-Za-z]{4}-[0-9A-Za-z]{4}[^0-9A-Za-z]*")
"""How a code alone may be written: joined, by halves, by pairs or by symbols; or with a hyphen, wherever it breaks."""
_LINK = re.compile(
    r"(?:/|%2[Ff])[jJ](?:(?:/|%2[Ff])([0-9A-TV-Za-tv-z]{4})/?(?:\?[^#\s]*)?(?:#|%23)|/?(?:\?[^#\s]*)?(?:#|%23)([0-9A-TV-Za-tv-z]{4})-?)"
    r"([0-9A-TV-Za-tv-z]{4})(?![0-9A-Za-z])",
)
_NAMES_HUB = re.compile(
    r"(?:/|%2F)j/?(?:#|%23)[0-9A-TV-Z]{4}-?[0-9A-TV-Z]{4}(?:@|%40)"
    r"(https?)(?:://|%3A%2F%2F)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?:(?::|%3A)([0-9]+))?",
    re.IGNORECASE | re.ASCII,
)
"""A link of a hub has half of the code in its path. One of a page from elsewhere has all behind the #, and the hub.

Programs for mail and chats put a link into one of their own, escaped.
"""
_WORDS = re.compile(r"[0-9A-Za-z]+|[^0-9A-Za-z]+")
_SPACES = re.compile(r"[\s\ufeff]")


def find_code(text: str) -> str | None:
    """Finds the code in a text.

    Args:
        text: The text as typed, pasted or scanned.

    Returns:
        Its eight symbols; None if there is none, or more than one.
    """
    seen = _JOINING.sub(" ", _readable(text))
    words = _WORDS.findall(seen)
    hyphened, spaced, spelled = _pairs(words)
    loose = [word for word in words if _WHOLE.fullmatch(word) and not _has_name(word)] + spaced
    alone = _code_alone(seen, words)
    tiers = (
        [in_path + behind + secret for in_path, behind, secret in _LINK.findall(seen)],
        [code for code in hyphened if code == code.upper() and _has_letter(code)],
        [alone] if alone else [],
        [code for code in hyphened if _is_mixed(code)],
        [code for code in loose if code == code.upper() and _is_mixed(code)],
        [code for code in loose if _is_mixed(code)],
        # None is more likely than the others: words are written with a hyphen, and in capitals, and a telephone has a
        # number.
        [*hyphened, *(code for code in loose if code == code.upper())],
        spelled,
    )
    found = {_as_meant(code) for code in next(filter(None, tiers), [])}
    return found.pop() if len(found) == 1 else None


def find_hub(text: str) -> str | None:
    """Finds the hub that a link names beside its code.

    Args:
        text: The text as typed, pasted or scanned.

    Returns:
        Its origin, unchecked; None if no link names one.
    """
    found = _NAMES_HUB.search(_readable(text))
    if found is None:
        return None
    scheme, host, port = found.groups()
    return f"{scheme}://{host}{f':{port}' if port else ''}".lower()


def _readable(text: str) -> str:
    """The text with one kind of space, hyphen and digit, Latin letters, and nothing that is not seen."""
    normal = unicodedata.normalize("NFKC", text[:_LONGEST])
    shown = "".join(
        "-" if unicodedata.category(each) == "Pd" or each == "\u2212" else str(unicodedata.decimal(each, each))
        for each in normal
        if unicodedata.category(each) != "Cf"
    )
    return _SPACES.sub(" ", shown).translate(_LATIN)


def _as_meant(symbols: str) -> str:
    return symbols.upper().replace("O", "0").replace("I", "1").replace("L", "1")


def _has_letter(code: str) -> bool:
    return not code.isdigit()


def _is_mixed(code: str) -> bool:
    return _has_letter(code) and any(each.isdigit() for each in code)


def _is_letters(half: str) -> bool:
    return not any(each.isdigit() for each in half)


def _is_misread(code: str) -> bool:
    """Whether it has a letter that no code is shown with."""
    return any(each in "OIL" for each in code.upper())


def _has_name(code: str) -> bool:
    """Whether half of it is a word that no code is shown with, such as "code"."""
    return any(_WORD.fullmatch(half) and _is_misread(half) for half in (code[:4], code[4:]))


def _is_word(half: str) -> bool:
    """Whether it is a word of a sentence rather than half of a code."""
    return bool(_WORD.fullmatch(half)) or (_is_letters(half) and _is_misread(half) and half != half.upper())


def _is_unlike(half: str, other: str) -> bool:
    """Whether it is written as a word, and the other in capitals."""
    return _is_letters(half) and half != half.upper() and other != other.lower()


def _is_joined(code: str) -> bool:
    """Whether it may be a code, with a hyphen within."""
    return not _has_name(code) and not (_is_letters(code) and _is_misread(code))


def _is_pair(half: str, other: str) -> bool:
    """Whether they may be two halves, with spaces between them."""
    if not _is_joined(half + other) or _is_word(half) or _is_word(other):
        return False
    return not _is_unlike(half, other) and not _is_unlike(other, half)


def _code_alone(seen: str, words: list[str]) -> str | None:
    """The code that is all there is in the text."""
    parts = [word for word in words if word[0].isascii() and word[0].isalnum()]
    bare = "".join(parts)
    first, second = bare[:4], bare[4:]
    shape = "".join(str(len(part)) for part in parts)
    is_shaped = _SHAPE.fullmatch(shape) or _HALVED.fullmatch(seen.replace(" ", ""))
    if not _WHOLE.fullmatch(bare) or not is_shaped or _has_name(bare):
        return None
    is_split = len(parts) > 1 and (_is_unlike(first, second) or _is_unlike(second, first))
    return None if is_split and not _HALVED.fullmatch(seen) else bare


def _pairs(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """The two halves of a code beside each other, with a hyphen or with spaces, and eight single symbols."""
    hyphened: list[str] = []
    spaced: list[str] = []
    spelled: list[str] = []
    singles = ""
    for at, word in enumerate(words):
        between, following = [*words[at + 1 : at + 3], "", ""][:2]
        if _HALF.fullmatch(word) and _BETWEEN.fullmatch(between) and _HALF.fullmatch(following):
            is_code = _is_joined(word + following) if between == "-" else _is_pair(word, following)
            if is_code:
                (hyphened if "-" in between else spaced).append(word + following)
        if _BETWEEN.fullmatch(word):
            continue
        singles = singles + word if _SINGLE.fullmatch(word) else ""
        if len(singles) == 8:
            spelled.append(singles)
    return hyphened, spaced, spelled
