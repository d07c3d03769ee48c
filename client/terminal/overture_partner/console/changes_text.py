"""What has changed since the last round, as lines of plain text. Pure."""

from collections.abc import Mapping

from overture_partner.console.outcome_text import act_text
from overture_partner.console.rendering import Lines, answer_text, row_text
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import mirrored, side_of
from overture_partner.model.answers import Answer, Opened
from overture_partner.model.changes import Change, changes_of
from overture_partner.model.document import Document, Question, Section


def changed_lines(document: Document, section: Section, before: Opened, now: Opened) -> Lines:
    """Writes what each of the two has changed.

    Args:
        document: The question set.
        section: The section.
        before: The earlier round.
        now: The later round.

    Returns:
        The lines; one that says so if nothing has changed.
    """
    found = changes_of(document, section, (before.mine, before.theirs), (now.mine, now.theirs))
    lines: Lines = [(0, t("changes.title", n=before.number))]
    if not found:
        return [*lines, (2, t("changes.none")), (0, "")]
    questions = {question.id: question for question in section.questions}
    for change in found:
        was, is_now = (before.mine, now.mine) if change.who == "mine" else (before.theirs, now.theirs)
        question = questions[change.question]
        text = t(
            f"changes.{change.kind}",
            who=t(f"changes.{change.who}"),
            what=_about(question, change),
            was=_answer_in_words(document, question, change, was.answers),
            now=_answer_in_words(document, question, change, is_now.answers),
        )
        lines.extend((2 if at == 0 else 4, line) for at, line in enumerate(text.split("\n")))
    return [*lines, (0, "")]


def _about(question: Question, change: Change) -> str:
    """From the reader's side: what the partner gives the reader receives."""
    key = change.key
    if key is None:
        return pick(question.prompt)
    item = next(item for item in question.items if key in item.keys)
    return act_text(item, side_of(key if change.who == "mine" else mirrored(key)))


def _answer_in_words(document: Document, question: Question, change: Change, answers: Mapping[str, Answer]) -> str:
    answer = answers.get(question.id)
    if change.key is not None:
        row = answer.get(change.key) if isinstance(answer, dict) else None
        return t("answer.blank") if row is None else row_text(document, question, row)
    return answer_text(document, question, answer) or t("answer.blank")
