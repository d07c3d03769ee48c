"""What stands until two people have talked, where their answers differ. Pure.

The phones compute the same in client/static/js/model/until.js, and tests/vectors/outcomes.json binds both. A blank, or
an option that means "let us talk", is never a yes: beside it only the narrowest of all stands. What each wants right
after a stop is never joined: it matters who is to be held and who is not to be touched.
Source: docs/question-sets.md, "What counts until you have talked".
"""

from overture_partner.model.answers import Answer
from overture_partner.model.document import Question

Until = list[str] | int
"""An answer: ids of options, or a step on the scale."""


def until_talked(question: Question, mine: Answer | None, theirs: Answer | None) -> Until | None:
    """Finds what stands for now.

    Args:
        question: The question.
        mine: The reader's answer; None when blank.
        theirs: The partner's.

    Returns:
        None if the two do not differ, or the set does not say what counts.
    """
    if question.gather == "at-a-stop":
        return None
    match question.counts:
        case "first":
            return _narrower(question, mine, theirs)
        case "union":
            return _everything(question, mine, theirs)
        case "low":
            return _lower(question, mine, theirs)
        case _:
            return None


def _narrower(question: Question, mine: Answer | None, theirs: Answer | None) -> Until | None:
    order = _in_order(question)
    left, right = _chosen(order, mine), _chosen(order, theirs)
    narrowest = next((option for option in order if option in (*left, *right)), None)
    if narrowest is None or left == right:
        return None
    return [narrowest] if (left and right) or narrowest == order[0] else None


def _everything(question: Question, mine: Answer | None, theirs: Answer | None) -> Until | None:
    order = _in_order(question)
    left, right = _chosen(order, mine), _chosen(order, theirs)
    if left == right:
        return None
    everything = [option for option in order if option in (*left, *right)]
    alone = {option.id for option in question.options if option.alone}
    return [option for option in everything if option not in alone] or everything


def _lower(question: Question, mine: Answer | None, theirs: Answer | None) -> Until | None:
    steps = [answer for answer in (mine, theirs) if isinstance(answer, int)]
    if mine == theirs or not steps:
        return None
    lowest = min(steps)
    return lowest if len(steps) == 2 or (question.scale is not None and lowest == question.scale.min) else None


def _in_order(question: Question) -> tuple[str, ...]:
    """Without the options that mean "let us talk", narrow to wide."""
    return tuple(option.id for option in question.options if not option.talk)


def _chosen(order: tuple[str, ...], answer: Answer | None) -> tuple[str, ...]:
    chosen = answer if isinstance(answer, list) else [answer]
    return tuple(option for option in order if option in chosen)
