"""A point of the talk, written as lines of plain text. Pure."""

from collections.abc import Iterator

from overture_partner.console.outcome_text import final_text, rule_texts, until_text, why_text
from overture_partner.console.rendering import Lines, answer_text, item_label, one_side, row_text
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import Direction, align_question
from overture_partner.model.answers import Answers
from overture_partner.model.document import Document, Texts
from overture_partner.model.standing import ChapterResults, standing_of
from overture_partner.model.standing_points import ActPoint, AnswerPoint, CommonPoint, FinalPoint, Point, UntilPoint
from overture_partner.model.talk_opener import opener_of
from overture_partner.model.talk_points import Said, TalkPoint
from overture_partner.protocol.pairing import Role

_FLIPPED: dict[Direction, Direction] = {None: None, "give": "receive", "receive": "give"}


def point_title(point: TalkPoint, role: Role) -> str:
    """Names a point, as its reader sees it."""
    if point.kind == "limits":
        return t("talk.limits-mine" if point.who == role else "talk.limits-theirs")
    if point.kind == "signal":
        return t("talk.signal")
    if point.item is None:
        return pick(point.question.prompt)
    return item_label(point.item, point.direction if role == "A" else _FLIPPED[point.direction])


def point_name(point: TalkPoint, role: Role) -> str:
    """Names a point in a list, where several have the same title."""
    title = point_title(point, role)
    match point.kind:
        case "limits":
            return f"{title}: {pick(group_of(point) or point.question.prompt)}"
        case "condition":
            return f"{t('talk.condition')}: {title}"
    return title


def group_of(point: TalkPoint) -> Texts | None:
    """The group of a list that the limits of a point are in."""
    first = point.said[0].point if point.said else None
    return first.item.group if isinstance(first, ActPoint) else None


def said_lines(point: TalkPoint, results: ChapterResults, role: Role) -> Lines:
    """Writes what was said about a point.

    Args:
        point: The point.
        results: What is known of its chapter, from the reader's side.
        role: The reader's seat.
    """
    if point.kind in ("limits", "condition", "signal"):
        texts = (_said_text(results.document, point, said, role) for said in point.said)
        settled = _settled_lines(results) if point.kind == "signal" else []
        return [*settled, *((4, line) for text in texts for line in text.split("\n"))]
    return _both_lines(point, results, role)


def _settled_lines(results: ChapterResults) -> Lines:
    """What both have settled about stop words and signals: it comes before what each has said."""
    settled = (words for words in standing_of(results).settled_words if "stop-signals" in words.parts)
    return [(2, line) for words in settled for line in f"{t('standing.words')}: {words.text}".split("\n")]


def _said_text(document: Document, point: TalkPoint, said: Said, role: Role) -> str:
    text = _words(document, said.point, with_prompt=point.kind != "limits")
    if point.kind == "limits" or said.seat is None:
        return text
    return t("side.mine" if said.seat == role else "side.theirs", text=text)


def _words(document: Document, said: Point, *, with_prompt: bool) -> str:
    match said:
        case ActPoint(item, direction, _, question, row):
            label = item_label(item, direction)
            return label if question is None or row is None else f"{label}: {row_text(document, question, row)}"
        case AnswerPoint(question, _, answer) | CommonPoint(question, answer, _):
            text = answer_text(document, question, answer)
            return f"{pick(question.prompt)} {text}" if with_prompt else text
        case UntilPoint(question, until):
            return f"{pick(question.prompt)} {until_text(document, question, until)}"
        case FinalPoint(question, final):
            text = final_text(question, final)
            return f"{pick(question.prompt)} {text}" if with_prompt else text


def _both_lines(point: TalkPoint, results: ChapterResults, role: Role) -> Lines:
    opened = results.opened.get(point.section)
    if opened is None:
        return []
    document, question = results.document, point.question
    clash = None if point.open is None else point.open.clash
    if point.open is not None and clash is not None:
        said = (("mine", clash.mine), ("theirs", clash.theirs))
        return [
            (2, why_text(point.open)),
            *((2, t(f"side.{who}", text=text or t("answer.blank"))) for who, text in said),
        ]
    direction = point.direction if role == "A" else _FLIPPED[point.direction]
    lines: Lines = [(2, line) for line in _why(point)]
    for who, answers, side in (("mine", opened.mine, direction), ("theirs", opened.theirs, _FLIPPED[direction])):
        text = one_side(document, question, answers if point.item is None else _rows_only(point, answers, side))
        lines += [(2, line) for line in t(f"side.{who}", text=text).split("\n")]
    section = next(section for section in document.sections if section.id == point.section)
    mine, theirs = results.standing_answers(section) or (opened.mine, opened.theirs)
    aligned = align_question(document, question, mine, theirs)
    if point.item is None:
        lines += [(2, line) for line in rule_texts(document, question, aligned)]
    if point.item is not None and point.item.risk is not None:
        lines.append((2, pick(point.item.risk)))
    return lines


def _why(point: TalkPoint) -> Iterator[str]:
    """Writes why a point is open, unless the lines below say it; for an act, its help too."""
    if point.open is not None and point.open.reason not in ("asked", "missing"):
        yield why_text(point.open)
    if point.item is not None and point.item.help is not None:
        yield pick(point.item.help)


def _rows_only(point: TalkPoint, answers: Answers, side: Direction) -> Answers:
    """The rows of one item, in one direction or in both."""
    assert point.item is not None
    keys = {point.item.id} if not point.item.direction else {f"{point.item.id}/{each}" for each in ("give", "receive")}
    if side is not None:
        keys = {f"{point.item.id}/{side}"}
    rows = {key: row for key, row in answers.rows(point.question.id).items() if key in keys}
    return Answers({point.question.id: rows} if rows else {})


def opener_lines(point: TalkPoint, role: Role) -> list[str]:
    """Writes what to do at a point."""
    if point.kind == "limits":
        return [t("talk.listen" if point.who == role else "talk.say-back")]
    if point.kind == "signal":
        return [t("talk.try"), t("talk.try-stop")]
    return [t("talk.begin-with", words=t(f"talk.say-{opener_of(point)}"))]
