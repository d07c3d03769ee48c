"""Which sentence two people can begin with at a point of the talk. Pure.

The phones compute the same in client/static/js/model/talk-opener.js.
"""

from typing import Literal

from overture_partner.model.talk_points import TalkPoint

Opener = Literal["open", "condition", "ask", "stop-words", "again", "asked", "final"]


def opener_of(point: TalkPoint) -> Opener:
    """Finds the sentence to begin with.

    "What would make this good for you?" is for two answers that differ: it would press a person who has set a limit or
    is not sure, and it hurts where somebody has said that they are not well.

    Args:
        point: A point that is open, or a condition.
    """
    reason, outcome = point.reason, None if point.open is None else point.open.outcome
    if reason in ("stop-words", "again", "asked", "final"):
        return reason
    if point.item is None and point.question.align == "limit":
        return "final"
    if reason == "unsure" or (outcome is not None and outcome.outcome.startswith("talk-unsure")):
        return "again"
    if point.item is None and reason in ("talk", "talk-answer"):
        return "ask"
    return point.kind if point.kind in ("condition", "ask") else "open"
