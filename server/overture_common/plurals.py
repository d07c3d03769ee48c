"""Which form of a text a number takes, in each language that there are rules for.

The hub and the terminal choose by this table. The phone asks its browser (`Intl.PluralRules`), which has the same
rules. `tests/vectors/plurals.json` binds the two.

Source: Unicode CLDR 48, common/supplemental/plurals.xml, cardinal rules, as they apply to whole numbers.
"""

from collections.abc import Callable, Mapping

Rule = Callable[[int], str]
"""From a whole number, 0 or more, to the name of its form."""

OTHER = "other"
"""The form that every language has."""

FORMS = ("zero", "one", "two", "few", "many", OTHER)

SEPARATOR = "#"
"""Stands in a catalogue between a key and the form of its text: `code.wait#one`."""

_TRIED = (*range(200), 1_000_000)
"""Numbers among which each form of each language occurs."""


def _no_forms(_: int) -> str:
    return OTHER


def _germanic(n: int) -> str:
    return "one" if n == 1 else OTHER


def _romance(n: int) -> str:
    if n == 1:
        return "one"
    return "many" if n and n % 1_000_000 == 0 else OTHER


def _french(n: int) -> str:
    return "one" if n in (0, 1) else _romance(n)


def _few(n: int) -> bool:
    """Whether a number ends in 2 to 4, but not in 12 to 14, as Slavic languages distinguish it."""
    return n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)


def _polish(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if _few(n) else "many"


def _czech(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if n in (2, 3, 4) else OTHER


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if _few(n) else "many"


def _croatian(n: int) -> str:
    form = _russian(n)
    return OTHER if form == "many" else form


def _slovenian(n: int) -> str:
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(n % 100, OTHER)


def _romanian(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if n == 0 or n % 100 in range(1, 20) else OTHER


def _lithuanian(n: int) -> str:
    if n % 100 in range(11, 20) or n % 10 == 0:
        return OTHER
    return "one" if n % 10 == 1 else "few"


def _latvian(n: int) -> str:
    if n % 10 == 0 or n % 100 in range(11, 20):
        return "zero"
    return "one" if n % 10 == 1 else OTHER


def _arabic(n: int) -> str:
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if n % 100 in range(3, 11):
        return "few"
    return "many" if n % 100 in range(11, 100) else OTHER


def _hebrew(n: int) -> str:
    return {1: "one", 2: "two"}.get(n, OTHER)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("id", "ja", "ko", "ms", "th", "vi", "zh"), _no_forms),
    **dict.fromkeys(("bg", "da", "de", "el", "en", "et", "fi", "hu", "nb", "nl", "nn", "no", "sv", "tr"), _germanic),
    **dict.fromkeys(("ca", "es", "it"), _romance),
    **dict.fromkeys(("fr", "pt"), _french),
    **dict.fromkeys(("be", "ru", "uk"), _russian),
    **dict.fromkeys(("bs", "hr", "sr"), _croatian),
    **dict.fromkeys(("cs", "sk"), _czech),
    "ar": _arabic,
    "he": _hebrew,
    "lt": _lithuanian,
    "lv": _latvian,
    "pl": _polish,
    "ro": _romanian,
    "sl": _slovenian,
}
"""The rule of each language, by its code without a region."""


def form(language: str, n: int) -> str:
    """Returns the form that a number takes: "zero", "one", "two", "few", "many" or "other".

    Args:
        language: Its code, with or without a region.
        n: A whole number, 0 or more.

    Raises:
        KeyError: If there are no rules for the language.
    """
    return RULES[language.partition("-")[0]](n)


def forms(language: str) -> tuple[str, ...]:
    """Returns every form that a text in a language needs, in the order of `FORMS`.

    Raises:
        KeyError: If there are no rules for the language.
    """
    found = {form(language, n) for n in _TRIED}
    return tuple(each for each in FORMS if each in found)


def text_for(texts: Mapping[str, str], language: str, key: str, n: object = None) -> str:
    """Returns the text of a key, in the form that a number takes where the catalogue has forms of it.

    Args:
        texts: A catalogue.
        language: The language of the catalogue.
        key: A key without a form.
        n: The number that the text depends on.

    Raises:
        KeyError: If there is neither a text nor the form of it.
    """
    if key in texts or not isinstance(n, int):
        return texts[key]
    return texts[f"{key}{SEPARATOR}{form(language, n)}"]
