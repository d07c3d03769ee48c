"""The tokens of a script: code apart from texts, templates, regular expressions and comments."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SPACE = re.compile(r"\s+|//[^\n\u2028\u2029]*|/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+/[A-Za-z]*")
_NAME = re.compile(r"[#@]?(?:[^\W\d]|\$)(?:\w|\$)*")
_NUMBER = re.compile(r"\.?\d(?:[\w.]|(?<=[eE])[+-])*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?P<end>`|\$\{)", re.DOTALL)
_SIGN = re.compile(r"=>|\+\+|--|.")
_BEFORE_PATTERN = frozenset(
    "await case delete do else extends in instanceof new of return throw typeof void yield".split()  # noqa: SIM905
)
_WITH_CONDITION = frozenset(("if", "while", "for", "with"))


class Token(NamedTuple):
    """One token.

    Args:
        kind: "name", "number", "text", "pattern", "template" (a part without its expressions) or "sign".
        text: As it stands in the source.
        start: Where that begins.
        depth: How many brackets, braces and template expressions it stands in.
    """

    kind: str
    text: str
    start: int
    depth: int


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a script, without space and comments.

    Args:
        source: A module.

    Raises:
        ValueError: It ends within a token, or a slash could be two things.
    """
    at, before, after_condition = 0, Token("sign", "", 0, 0), False
    opened: list[tuple[str, bool]] = []
    while at < len(source):
        if space := _SPACE.match(source, at):
            at = space.end()
            continue
        closes_template = source[at] == "}" and bool(opened) and opened[-1][0] == "${"
        kind, text = _next(source, at, before, after_condition, closes_template)
        if closes_template or text in (")", "]", "}"):
            after_condition = bool(opened) and opened.pop()[1]
        token = Token(kind, text, at, len(opened))
        yield token
        if kind == "template" and text.endswith("${"):
            opened.append(("${", False))
        elif kind == "sign" and text in ("(", "[", "{"):
            opened.append((text, text == "(" and before.kind == "name" and before.text in _WITH_CONDITION))
        at, before = at + len(text), token
    if opened:
        raise ValueError("a script that ends within a bracket or a template")


def _next(source: str, at: int, before: Token, after_condition: bool, closes_template: bool) -> tuple[str, str]:
    first = source[at]
    if first == "`" or closes_template:
        return "template", _matched(_TEMPLATE, source, at, 1)
    if first in "'\"":
        return "text", _matched(_TEXT, source, at)
    if first == "/" and _begins_pattern(before, after_condition):
        return "pattern", _matched(_PATTERN, source, at)
    for kind, form in (("number", _NUMBER), ("name", _NAME)):
        if found := form.match(source, at):
            return kind, found[0]
    return "sign", _matched(_SIGN, source, at)


def _matched(form: re.Pattern[str], source: str, at: int, skipped: int = 0) -> str:
    found = form.match(source, at + skipped)
    if found is None:
        raise ValueError(f"a script that cannot be read: {source[at : at + 40]!r}")
    return source[at : found.end()]


def _begins_pattern(before: Token, after_condition: bool) -> bool:
    if before.kind == "name":
        return before.text in _BEFORE_PATTERN
    if before.kind == "template":
        return before.text.endswith("${")
    if before.kind != "sign":
        return False
    if before.text in ("}", "++", "--"):
        raise ValueError(f"a slash after {before.text!r} could divide or begin a pattern")
    return after_condition if before.text == ")" else before.text != "]"
