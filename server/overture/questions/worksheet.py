"""A question set on paper: one page of HTML to be printed and filled in by hand.

It has no script and loads nothing, and its own policy forbids both: a question set may come from anybody.
"""

import math
from collections.abc import Mapping
from itertools import groupby

from overture.i18n import supported
from overture.questions.document import Item
from overture.questions.model import QuestionSet
from overture.questions.paper_texts import paper_texts
from overture.templates import environment
from overture_common.plurals import text_for

_BYTES_A_LINE = 110
_MOST_LINES = 6


class NoSuchLanguage(Exception):
    """The set is not in that language. The message lists its languages."""


def worksheet(shown: QuestionSet, language: str | None = None) -> str:
    """Return the page.

    Args:
        shown: The question set.
        language: One of the languages of the set, by default its own.

    Raises:
        NoSuchLanguage: If the set is not in that language.
    """
    content = shown.content
    language = language or content.languages[0]
    if language not in content.languages:
        raise NoSuchLanguage(f"“{content.id}” is not in “{language}”; its languages: {', '.join(content.languages)}")
    words = paper_texts("worksheet", language)
    about = text_for(words, supported(language), "about", content.minutes)
    template = environment(supported(language)).get_template("worksheet/sheet.html")
    return template.render(
        content=content,
        language=language,
        words=words,
        about=about.format(n=content.minutes),
        terms={term.id: term.term[language] for term in content.glossary},
        lines_for=lines_for,
        grouped=grouped,
    )


def lines_for(most: int) -> int:
    """Return how many lines to print for an answer of at most `most` bytes, 1 to 6."""
    return min(_MOST_LINES, math.ceil(most / _BYTES_A_LINE))


def grouped(items: tuple[Item, ...]) -> list[tuple[Mapping[str, str] | None, list[Item]]]:
    """Return the items under each heading in order, with None for those that have no heading."""
    return [(group or None, list(below)) for group, below in groupby(items, key=lambda item: item.group or None)]
