"""Where the two stand in one chapter: what its newest opened rounds, notes and notices come to, by part. Pure.

The phones gather the same (docs/question-sets.md, "What a question feeds"). What holds an act back in any chapter holds
it back in this one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from overture_partner.console.rendering import Lines, answer_text, item_label, notice_lines, row_text
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import WILLING, mirrored, rows_of, state_of
from overture_partner.model.answers import Answers
from overture_partner.model.document import Document, Item, Question
from overture_partner.model.mutual_items import ComparedAct
from overture_partner.model.precedence import Act, Precedence
from overture_partner.protocol.seal import Notice
from overture_partner.session.rounds_whole import Opened

Parts = dict[str, list[str]]
PARTS = ("words", "limits", "shared", "mutual", "conditions", "stop-signals", "aftercare", "check-in", "back", "open")
_OF_EACH = frozenset({"limits", "conditions", "stop-signals", "aftercare", "check-in"})


@dataclass(frozen=True)
class ChapterResults:
    """What is known of one chapter: by section the newest opened round, the agreed notes and what both want.

    `at` is its place among the chapters; `stands` and `agreed`, what both want and nothing holds back, are of all.
    """

    document: Document
    opened: Mapping[str, Opened]
    words: Mapping[str, str]
    matched: tuple[ComparedAct, ...]
    mine: tuple[Notice, ...]
    theirs: tuple[Notice, ...]
    unreadable: bool
    at: int
    precedence: Precedence
    agreed: tuple[Act, ...]


def wanted_by_both(document: Document, opened: Mapping[str, Opened]) -> Iterator[tuple[Item, Act]]:
    """What both have said yes to in the newest round of each section, whatever holds it back."""
    for section in document.sections:
        for question in section.questions if section.id in opened else ():
            items = {item.id: item for item in question.items}
            for row in rows_of(document, question, opened[section.id].mine, opened[section.id].theirs):
                if row.state == "both":
                    yield items[row.item], Act(row.item, row.direction)


def standing_lines(known: ChapterResults) -> Lines:
    """The parts that have something in them, each with its heading; empty if nothing is open yet."""
    parts = _parts(known)
    lines: Lines = []
    for part in PARTS:
        if parts[part]:
            lines.append((0, t(f"standing.{part}")))
            lines += [(2 if at == 0 else 4, row) for said in parts[part] for at, row in enumerate(said.split("\n"))]
    return lines


def _parts(known: ChapterResults) -> Parts:
    parts: Parts = {part: [] for part in PARTS}
    sections = [section for section in known.document.sections if section.id in known.opened]
    named = frozenset(key for notice in (*known.mine, *known.theirs) for ids in notice.values() for key in ids)
    titles = {section.id: pick(section.title) for section in known.document.sections}
    parts["words"] = [f"{titles[section]}: {text}" for section, text in known.words.items()]
    for section in sections:
        for question in section.questions:
            _gather(parts, known.document, question, known.opened[section.id], is_back=question.id in named)
    _gather_acts(parts, known)
    parts["back"] = [t("notices.unreadable")] if known.unreadable else []
    for notices, who in ((_turned(known.mine), "side.mine"), (known.theirs, "side.theirs")):
        parts["back"] += [t(who, said=line) for line in notice_lines(known.document, notices)]
    return parts


def _gather_acts(parts: Parts, known: ChapterResults) -> None:
    """What is said of acts. Limits in words of one's own stand above these: nothing else applies them."""
    precedence, document = known.precedence, known.document
    for word in precedence.limits:
        if word.chapter == known.at and word.question is not None and word.answer is not None:
            said = f"{_label(word.question, word.act)}: {row_text(document, word.question, word.answer)}"
            parts["limits"].append(t(f"side.{word.who}", said=said))
    for item, act in wanted_by_both(document, known.opened):
        if precedence.held_back(act) is None:
            parts["shared"].append(item_label(item, act.direction))
    parts["mutual"] = [
        item_label(act.item, act.direction) for act in known.matched if precedence.held_back(act.act) is None
    ]
    for word in precedence.words:
        if word.chapter != known.at or word.section is None or word.question is None or word.answer is None:
            continue
        is_tied = word.means in WILLING and ("if" in word.answer or word.means == "condition")
        if is_tied and any(word.act.meets(act) for act in known.agreed):
            said = f"{_label(word.question, word.act)}: {row_text(document, word.question, word.answer)}"
            parts["conditions"].append(t(f"side.{word.who}", said=said))
    for point in precedence.talk:
        if point.chapter == known.at and precedence.held_back(point.act) == "talk":
            label = _label(point.question, point.act)
            parts["open"].append(label if point.reason == "talk" else t("standing.again", item=label))


def _label(question: Question, act: Act) -> str:
    return item_label(next(item for item in question.items if item.id == act.item), act.direction)


def _turned(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """One's own notices as the partner would write them, as `notice_lines` reads from the other side."""
    turned = ({kind: _mirrored_ids(ids) for kind, ids in notice.items()} for notice in notices)
    return tuple(turned)  # type: ignore[arg-type]


def _mirrored_ids(ids: object) -> object:
    if isinstance(ids, Mapping):
        return {mirrored(key): level for key, level in ids.items()}
    assert isinstance(ids, Iterable)
    return [mirrored(key) for key in ids]


def _gather(parts: Parts, document: Document, question: Question, opened: Opened, *, is_back: bool) -> None:
    if question.kind == "statement":
        return
    state = state_of(document, question, opened.mine, opened.theirs)
    if question.kind != "items" and question.gather is not None:
        part = question.gather if question.gather in _OF_EACH else "shared"
        if is_back and part in ("shared", "conditions"):
            pass  # It stands among what was taken back.
        elif question.gather == "shared" and question.align != "none":
            if state == "both":
                parts["shared"].append(_both(document, question, opened))
        else:
            parts[part] += _of_each(document, question, opened)
    marked = any(question.id in side.talk or question.id in side.first for side in (opened.mine, opened.theirs))
    if marked or (question.kind != "items" and (state == "talk" or (state == "different" and question.gather))):
        parts["open"].append(pick(question.prompt))


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
