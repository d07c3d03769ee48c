"""An opened section, as lines of plain text: what both said to each question, and what that means together. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from overture_partner.console.outcome_text import act_text, care_texts, outcome_text, rule_texts
from overture_partner.console.rendering import Lines, asked_in, label, one_side, row_text, shown_marks
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import (
    BY_WEIGHT,
    Alignment,
    AnswersOf,
    Row,
    align_question,
    once_per_act,
)
from overture_partner.model.answers import Answers, Opened, Pair
from overture_partner.model.document import Document, Question, Section
from overture_partner.model.final import with_standing_answers
from overture_partner.model.outcome import Group, Who
from overture_partner.model.precedence import Act, Precedence
from overture_partner.model.standing_points import Clash

_NO_CLASHES: Mapping[str, Clash] = {}
_ROWS_BY_WEIGHT: tuple[Group, ...] = ("not-this-time", "talk", "condition", "both", "none")


def opened_lines(
    document: Document,
    section: Section,
    opened: Opened,
    precedence: Precedence,
    answers_of: AnswersOf = lambda _: None,
    clashing: Mapping[str, Clash] = _NO_CLASHES,
    earlier: Sequence[Pair] = (),
) -> Lines:
    """Writes both sides, question by question.

    Args:
        document: The question set.
        section: The section.
        opened: The answers of both.
        precedence: Whose word stands, over all chapters.
        answers_of: What was opened last of each section, for the experience of both.
        clashing: The words for stopping that differ, by the id of the question.
        earlier: The rounds before, oldest first, whose final answers a blank does not take back.

    Returns:
        The lines: what is a limit first, then what either wants to talk about first.
    """
    questions = asked_in(section)
    stood = with_standing_answers(questions, (*earlier, (opened.mine, opened.theirs)))
    aligned = {q.id: align_question(document, q, *stood, answers_of) for q in questions}
    first = {q.id for q in questions if q.id in (*opened.mine.first, *opened.theirs.first)}
    weight = {state: at for at, state in enumerate(BY_WEIGHT)}
    lines: Lines = []
    if any(q.id not in side.answers for q in questions for side in (opened.mine, opened.theirs)):
        lines += [(0, t("blank")), (0, "")]
    for question in sorted(
        questions, key=lambda q: (not aligned[q.id].limit, q.id not in first, weight[aligned[q.id].state])
    ):
        lines.append((0, pick(question.prompt)))
        if question.id in clashing:
            lines.append((2, t(f"differ.{clashing[question.id].kind}")))
        lines.extend(_whole(document, question, opened, aligned[question.id]))
        if question.kind == "items":
            lines.extend(_rows(document, question, opened, aligned[question.id], precedence))
        else:
            lines.extend(_side("side.mine", one_side(document, question, shown_marks(opened.mine))))
            lines.extend(_side("side.theirs", one_side(document, question, shown_marks(opened.theirs))))
            lines.extend((2, line) for line in _overlap(question, aligned[question.id]))
        lines.append((0, ""))
    return lines


def _whole(document: Document, question: Question, opened: Opened, aligned: Alignment) -> Iterator[tuple[int, str]]:
    """Writes the result of a whole question. In a list of items each row has its own words."""
    if question.kind != "items" and aligned.state not in ("none", "one-sided", "final"):
        yield 2, f"[{t('state.' + aligned.state)}]"
    for line in rule_texts(document, question, aligned):
        yield 2, line
    # What somebody has chosen may mean to talk without a mark, as “I need help to find one” does.
    sides: tuple[tuple[Who, Answers], ...] = (("mine", opened.mine), ("theirs", opened.theirs))
    by_answer = [who for who, side in sides if aligned.talk in (who, "both") and question.id not in side.talk]
    if by_answer:
        yield 2, t(f"reason.talk-answer-{'both' if len(by_answer) > 1 else by_answer[0]}")
    if aligned.limit and aligned.talk is not None:
        yield 2, t("opened.talk-limit")


def _overlap(question: Question, aligned: Alignment) -> Iterator[str]:
    """Of several options: what is common, and the rest."""
    named = (("common", aligned.common), ("rest-mine", aligned.rest[0]), ("rest-theirs", aligned.rest[1]))
    for key, options in named if aligned.common else ():
        if options:
            yield t(f"opened.{key}", list="; ".join(label(question, option) for option in options))


def _side(who: str, text: str) -> Lines:
    head, *rest = text.split("\n")
    return [(2, t(who, text=head)), *((4, line) for line in rest)]


def _rows(
    document: Document, question: Question, opened: Opened, aligned: Alignment, precedence: Precedence
) -> Iterator[tuple[int, str]]:
    items = {item.id: item for item in question.items}
    rows = [row for row in once_per_act(aligned.rows) if row.outcome.outcome != "open"]
    for row in sorted(rows, key=lambda row: _ROWS_BY_WEIGHT.index(row.outcome.group)):
        words = outcome_text(row.outcome, Act(row.item, row.direction), precedence)
        yield 2, act_text(items[row.item], row.direction) + (f" [{words}]" if words else "")
        yield from _row_sides(document, question, row)
        for line in care_texts(document, row.risk, row.experience):
            yield 4, line
    if aligned.rows and not rows:
        yield 2, t("opened.no-limits")
    for who, answers in (("side.mine", opened.mine), ("side.theirs", opened.theirs)):
        said = one_side(document, question, shown_marks(answers)).split("\n")[-1]
        is_marked = question.id in (*answers.talk, *answers.first)
        if is_marked or not aligned.rows:
            yield from _side(who, said)


def _row_sides(document: Document, question: Question, row: Row) -> Lines:
    mine = t("answer.blank") if row.mine is None else row_text(document, question, row.mine)
    theirs = t("answer.blank") if row.theirs is None else row_text(document, question, row.theirs)
    return [(4, t("side.mine", text=mine)), (4, t("side.theirs", text=theirs))]
