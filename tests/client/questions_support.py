"""One section with a question of every kind, being answered."""

from typing import Any

from tests.client.elements_support import Screen, section_view, view

QUESTIONS = '<h1>A section</h1><overture-questions chapter="Q" section="mixed" round="1"></overture-questions>'


def begin(screen: Screen, **state: Any) -> None:
    """Shows the questions of the section, with this state of the conversation."""
    screen.show(QUESTIONS, **{"view": view(section_view("mixed")), **state})


def answered(screen: Screen) -> Any:
    """What stands in the draft by now."""
    return screen.draft("mixed")["answers"]
