"""Where two people stand in one chapter, written as lines of plain text. Pure."""

from collections.abc import Iterable, Mapping

from overture_partner.console.outcome_text import act_text, care_texts, final_text, until_text, why_text
from overture_partner.console.rendering import Lines, answer_text, notice_lines, row_text
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import mirrored
from overture_partner.model.document import Document
from overture_partner.model.standing import ChapterResults, standing_of
from overture_partner.model.standing_points import (
    ActPoint,
    AnswerPoint,
    CommonPoint,
    FinalPoint,
    OpenPoint,
    Part,
    Point,
    Standing,
    UntilPoint,
)
from overture_partner.protocol.asides import Notice

_AFTER_LIMITS: tuple[Part, ...] = (
    "shared", "mutual", "conditions", "plan", "stop-signals", "aftercare", "check-in", "help",
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
        ("final", _point_texts(document, standing.parts.get("final", ()))),
        ("limits", _limit_texts(document, standing.parts.get("limits", ()))),
        *((part, _point_texts(document, standing.parts.get(part, ()))) for part in _AFTER_LIMITS),
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
    """Writes the open points of one chapter, each as one text, without words for stopping that differ."""
    return [_open_text(point) for point in standing_of(results).open if point.clash is None]


def _limit_texts(document: Document, points: Iterable[Point]) -> list[str]:
    """Writes limits. One in a person's own words is compared with no list, and the line says so."""
    points = list(points)
    written = any(isinstance(point, AnswerPoint | CommonPoint) and point.question.kind == "text" for point in points)
    return [*_point_texts(document, points), *([t("standing.own-words")] if written else [])]


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
            return f"{pick(question.prompt)} {until_text(document, question, until)}"
        case FinalPoint(question, final):
            text = f"{pick(question.prompt)} {final_text(question, final)}"
            return text if final.who == "both" else t(f"side.{final.who}", text=text)
        case ActPoint():
            return _act_text(document, point)


def _act_text(document: Document, point: ActPoint) -> str:
    label = act_text(point.item, point.direction)
    if point.who is not None and point.question is not None and point.row is not None:
        return t(f"side.{point.who}", text=f"{label}: {row_text(document, point.question, point.row)}")
    if point.outcome is not None and point.outcome.outcome in ("for-you", "for-you-risk"):
        label = t("standing.for", item=label, who=t(f"standing.for-{point.outcome.who}"))
    return "\n".join([label, *care_texts(document, point.risk, point.experience)])


def _open_text(point: OpenPoint) -> str:
    about = pick(point.question.prompt) if point.item is None else act_text(point.item, point.direction)
    is_first = point.first and point.text is None and point.clash is None
    if point.reason == "first":
        return t("standing.open-point", about=about, why=t("reason.first"))
    why = f"{t('reason.first')}. {why_text(point)}" if is_first else why_text(point)
    return t("standing.open-point", about=about, why=why)


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
