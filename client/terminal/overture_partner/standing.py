"""Where the two stand in one chapter: what its newest opened rounds, notes and notices come to, by part. Pure.

The phones gather the same (docs/question-sets.md, "Where we stand"). A limit or a notice of either wins over any yes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from overture_partner.alignment import TIGHTENING, Row, mirrored, rows_of, state_of
from overture_partner.answers import Answers
from overture_partner.document import Document, Question
from overture_partner.mutual_items import HARD, Act, is_limited, limits_of, limits_told
from overture_partner.protocol.seal import Notice
from overture_partner.rounds_whole import Opened
from overture_partner.showing import Lines, answer_text, item_label, notice_lines, row_text
from overture_partner.text import pick, t

Parts = dict[str, list[str]]
PARTS = ("words", "limits", "shared", "mutual", "conditions", "stop-signals", "aftercare", "check-in", "back", "open")
_OF_EACH = frozenset({"limits", "conditions", "stop-signals", "aftercare", "check-in"})


@dataclass(frozen=True)
class Limits:
    """The answer keys, from the reader's side, on which a limit stands in any chapter: `hard` wins over any yes, `any`
    (what is not for now or for real besides) over what is matched."""

    hard: frozenset[str] = frozenset()
    any: frozenset[str] = frozenset()

    def __or__(self, other: "Limits") -> "Limits":
        return Limits(self.hard | other.hard, self.any | other.any)


def limits_in(
    document: Document, opened: Mapping[str, Opened], mine: Iterable[Notice], theirs: Iterable[Notice]
) -> Limits:
    """Those of one chapter, out of its newest opened rounds and its notices."""
    mine, theirs = tuple(mine), tuple(theirs)
    found = Limits(any=limits_told(mine, theirs))
    for section in document.sections:
        if section.id in opened:
            both = (opened[section.id].mine, opened[section.id].theirs)
            found |= Limits(limits_of(document, section, *both, HARD), limits_of(document, section, *both))
    return found


@dataclass(frozen=True)
class Known:
    """What is known of one chapter: by section the newest opened round, the agreed notes and what both want."""

    document: Document
    opened: Mapping[str, Opened]
    words: Mapping[str, str]
    matched: Iterable[Act]
    mine: tuple[Notice, ...]
    theirs: tuple[Notice, ...]
    unreadable: bool
    limits: Limits


def standing_lines(known: Known) -> Lines:
    """The parts that have something in them, each with its heading; empty if nothing is open yet."""
    parts = _parts(known)
    lines: Lines = []
    for part in PARTS:
        if parts[part]:
            lines.append((0, t(f"standing.{part}")))
            lines += [(2 if at == 0 else 4, row) for said in parts[part] for at, row in enumerate(said.split("\n"))]
    return lines


def _parts(known: Known) -> Parts:
    parts: Parts = {part: [] for part in PARTS}
    sections = [section for section in known.document.sections if section.id in known.opened]
    # What was taken back is taken back in this chapter; a hard limit holds in all of them.
    struck = known.limits.hard | limits_told(known.mine, known.theirs)
    titles = {section.id: pick(section.title) for section in known.document.sections}
    parts["words"] = [f"{titles[section]}: {text}" for section, text in known.words.items()]
    for section in sections:
        for question in section.questions:
            _gather(parts, known.document, question, known.opened[section.id], struck)
    parts["mutual"] = [
        item_label(act.item, act.direction) for act in known.matched if not is_limited(act, known.limits.any)
    ]
    parts["back"] = [t("notices.unreadable")] if known.unreadable else []
    for notices, who in ((_turned(known.mine), "side.mine"), (known.theirs, "side.theirs")):
        parts["back"] += [t(who, said=line) for line in notice_lines(known.document, notices)]
    return parts


def _turned(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """One's own notices as the partner would write them, as `notice_lines` reads from the other side."""
    turned = ({kind: _mirrored_ids(ids) for kind, ids in notice.items()} for notice in notices)
    return tuple(turned)  # type: ignore[arg-type]


def _mirrored_ids(ids: object) -> object:
    if isinstance(ids, Mapping):
        return {mirrored(key): level for key, level in ids.items()}
    assert isinstance(ids, Iterable)
    return [mirrored(key) for key in ids]


def _gather(parts: Parts, document: Document, question: Question, opened: Opened, limits: frozenset[str]) -> None:
    if question.kind == "statement":
        return
    state = state_of(document, question, opened.mine, opened.theirs)
    if question.kind == "items":
        for row in rows_of(document, question, opened.mine, opened.theirs):
            _gather_row(parts, document, question, row, limits)
    elif question.gather == "shared" and question.align != "none":
        if state == "both":
            parts["shared"].append(_both(document, question, opened))
    elif question.gather is not None:
        part = question.gather if question.gather in _OF_EACH else "shared"
        parts[part] += _of_each(document, question, opened)
    marked = any(question.id in side.talk or question.id in side.first for side in (opened.mine, opened.theirs))
    if marked or (question.kind != "items" and (state == "talk" or (state == "different" and question.gather))):
        parts["open"].append(pick(question.prompt))


def _gather_row(parts: Parts, document: Document, question: Question, row: Row, limits: frozenset[str]) -> None:
    item = next(item for item in question.items if item.id == row.item)
    label = item_label(item, row.direction)
    means = {level.id: level.means for level in document.scales.get(question.levels or "", ())}
    sides = (("side.mine", row.mine), ("side.theirs", row.theirs))
    for who, said in sides:
        if said is not None and means.get(said["level"]) in TIGHTENING:
            parts["limits"].append(t(who, said=f"{label}: {row_text(document, question, said)}"))
    if is_limited(Act("", question, item, row.direction), limits):
        return
    if row.state == "both":
        parts["shared"].append(label)
        for who, said in sides:
            if said is not None and ("if" in said or means.get(said["level"]) == "condition"):
                parts["conditions"].append(t(who, said=f"{label}: {row_text(document, question, said)}"))
    elif row.state == "talk":
        parts["open"].append(label)


def _both(document: Document, question: Question, opened: Opened) -> str:
    """What both have said. Of several options those that both chose; of two steps on a scale each one's own."""
    mine, theirs = (side.answers.get(question.id) for side in (opened.mine, opened.theirs))
    if isinstance(mine, list) and isinstance(theirs, list):
        mine = [option for option in mine if option in theirs]
    elif mine != theirs:
        return "\n".join([pick(question.prompt), *_of_each(document, question, opened, prompt=False)])
    return f"{pick(question.prompt)} {answer_text(document, question, mine)}"


def _of_each(document: Document, question: Question, opened: Opened, *, prompt: bool = True) -> list[str]:
    def line(who: str, side: Answers) -> list[str]:
        said = answer_text(document, question, side.answers.get(question.id))
        return [t(who, said=f"{pick(question.prompt)} {said}" if prompt else said)] if said else []

    return line("side.mine", opened.mine) + line("side.theirs", opened.theirs)
