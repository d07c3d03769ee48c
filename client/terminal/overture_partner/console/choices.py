"""Choosing one of several things by its number."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from overture_partner.console.console import Console
from overture_partner.i18n import pick, t
from overture_partner.net.hub_client import SetCard

T = TypeVar("T")


def chosen(line: str | None, options: Sequence[T]) -> T | None:
    """Reads the number of an option.

    Args:
        line: What was typed; None if nothing was.
        options: The options, numbered from 1.

    Returns:
        The option; None if the line is no number of one.
    """
    if line is None or not line.isdecimal() or not 1 <= int(line) <= len(options):
        return None
    return options[int(line) - 1]


def print_sets(console: Console, cards: Iterable[SetCard], indent: int = 0) -> None:
    """Prints question sets that a hub offers, numbered from 1."""
    for number, card in enumerate(cards, start=1):
        texts = {"title": pick(card.title), "n": card.minutes, "for_whom": pick(card.for_whom)}
        console.print(t("start.set", number=number, **texts), indent)
