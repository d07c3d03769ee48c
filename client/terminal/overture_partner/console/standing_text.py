"""Where two people stand in one chapter, written as lines of plain text. Pure."""

from collections.abc import Iterable, Mapping

from overture_partner.console.rendering import Lines, answer_text, item_label, notice_lines, row_text
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import mirrored
from overture_partner.model.answers import Answer
from overture_partner.model.document import Document
from overture_partner.model.standing import ChapterResults, standing_of
from overture_partner.model.standing_points import (
    ActPoint,
    AnswerPoint,
    CommonPoint,
    OpenPoint,
    Part,
    Point,
    Standing,
    UntilPoint,
)
from overture_partner.protocol.asides import Notice

_BEFORE_NOTICES: tuple[Part, ...] = (
    "limits", "shared", "mutual", "conditions", "plan", "stop-signals", "aftercare", "check-in", "help",
)  # fmt: skip


def standing_lines(results: ChapterResults) -> Lines:
    """Writes one chapter as headings and points.

    Args:
        results: What is known of the chapter.

    Returns:
        Only the parts with something in them: the heading at indent 0, each point at indent 2, and the further lines of
        a point at indent 4. An empty list if nothing is open yet.
    """
    standing, document = standing_of(results), results.document
    titles = {section.id: pick(section.title) for section in document.sections}
    parts: list[tuple[str, list[str]]] = [
        ("words", [f"{titles[words.section]}: {words.text}" for words in standing.settled_words]),
        *((part, _point_texts(document, standing.parts.get(part, ()))) for part in _BEFORE_NOTICES),
        ("back", _notice_texts(document, standing)),
        ("open", [_open_text(point) for point in standing.open]),
    ]
    lines: Lines = []
    for part, texts in parts:
        if texts:
            lines.append((0, t(f"standing.{part}")))
            lines += [(2 if at == 0 else 4, line) for text in texts for at, line in enumerate(text.split("\n"))]
    return lines


def open_texts(results: ChapterResults) -> list[str]:
    """Writes the open points of one chapter, each as one text."""
    return [_open_text(point) for point in standing_of(results).open]


def _point_texts(document: Document, points: Iterable[Point]) -> list[str]:
    return [text for point in points if (text := _point_text(document, point))]


def _point_text(document: Document, point: Point) -> str:
    match point:
        case AnswerPoint(question, who, answer):
            text = answer_text(document, question, answer)
            return t(f"side.{who}", text=f"{pick(question.prompt)} {text}") if text else ""
        case CommonPoint(question, mine, theirs):
            texts = [answer_text(document, question, answer) for answer in (mine, theirs)]
            if mine == theirs:
                return f"{pick(question.prompt)} {texts[0]}"
            sides = [t(who, text=text) for who, text in zip(("side.mine", "side.theirs"), texts, strict=True) if text]
            return "\n".join([pick(question.prompt), *sides])
        case UntilPoint(question, until):
            standing_answer: Answer = until if isinstance(until, int) else list(until)
            return f"{pick(question.prompt)} {t('until', answer=answer_text(document, question, standing_answer))}"
        case ActPoint(item, direction, who, question, row):
            label = item_label(item, direction)
            if who is None or question is None or row is None:
                return label
            return t(f"side.{who}", text=f"{label}: {row_text(document, question, row)}")


def _open_text(point: OpenPoint) -> str:
    if point.item is None:
        return pick(point.question.prompt)
    label = item_label(point.item, point.direction)
    return t("standing.again", item=label) if point.reason == "again" else label


def _notice_texts(document: Document, standing: Standing) -> list[str]:
    texts = [t("notices.unreadable")] if standing.unreadable else []
    for notices, who in ((map(_as_theirs, standing.mine), "side.mine"), (standing.theirs, "side.theirs")):
        texts += [t(who, text=line) for line in notice_lines(document, notices)]
    return texts


def _as_theirs(notice: Notice) -> Notice:
    """One's own notice as the partner would write it, because `notice_lines` reads from the other side."""
    return {kind: _mirrored_ids(ids) for kind, ids in notice.items()}  # type: ignore[return-value]


def _mirrored_ids(ids: object) -> object:
    if isinstance(ids, Mapping):
        return {mirrored(key): level for key, level in ids.items()}
    assert isinstance(ids, Iterable)
    return [mirrored(key) for key in ids]
