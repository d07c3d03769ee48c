"""A question set on paper: one page of HTML that stands alone, to be printed and filled in by hand.

It has no script, asks nothing of the network, and forbids both to itself: the words of a set are somebody else's.
"""

import math
from collections.abc import Mapping
from itertools import groupby

from overture.i18n import supported
from overture.questions.model import Item, QuestionSet
from overture.questions.paper_texts import paper_texts
from overture.templates import environment

_BYTES_A_LINE = 110
_MOST_LINES = 6


class NoSuchLanguage(Exception):
    """The set is not in that language. The message names those it has."""


def worksheet(shown: QuestionSet, language: str | None = None) -> str:
    """The page in one of the languages of the set, by default its own. Raises NoSuchLanguage."""
    content = shown.content
    language = language or content.languages[0]
    if language not in content.languages:
        raise NoSuchLanguage(f"“{shown.id}” is not in “{language}”; its languages: {', '.join(content.languages)}")
    template = environment(supported(language)).get_template("worksheet/sheet.html")
    return template.render(
        content=content,
        language=language,
        words=paper_texts("worksheet", language),
        terms={term.id: term.term[language] for term in content.glossary},
        lines_for=lines_for,
        grouped=grouped,
    )


def lines_for(most: int) -> int:
    """How many lines to write on, for an answer of at most so many bytes: 1 to 6."""
    return min(_MOST_LINES, math.ceil(most / _BYTES_A_LINE))


def grouped(items: tuple[Item, ...]) -> list[tuple[Mapping[str, str] | None, list[Item]]]:
    """Items that stand below one heading, in order; None for those that have none."""
    return [(group or None, list(below)) for group, below in groupby(items, key=lambda item: item.group or None)]
