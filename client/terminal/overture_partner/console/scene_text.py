"""A scene as lines of text: what is still open before it, and what each wants right after a stop."""

from collections.abc import Callable, Iterator

from overture_partner.console.card_text import card_name
from overture_partner.console.rendering import answer_text, label
from overture_partner.console.standing_text import open_texts
from overture_partner.i18n import pick, t
from overture_partner.model.answers import Answer, Opened
from overture_partner.model.document import Document, Question
from overture_partner.model.standing_points import Clash
from overture_partner.session.participant import Participant


def open_lines(me: Participant) -> list[str]:
    """Lists what stands open between the two: words for stopping that differ, and open points."""
    chapters = [me.chapter_results(questions.qhash) for questions in me.chapters]
    clashes = [clash for results in chapters for clash in results.stop_words.clashes.values()]
    texts = [text for results in chapters for text in open_texts(results)]
    return [*map(_clash_text, clashes), *(t("scene.open-point", what=text) for text in texts)]


def _clash_text(clash: Clash) -> str:
    question = pick(clash.question.prompt)
    mine, theirs = (text or t("answer.blank") for text in (clash.mine, clash.theirs))
    return t("scene.differ", why=t(f"differ.{clash.kind}"), question=question, mine=mine, theirs=theirs)


def stopped_lines(me: Participant) -> list[str]:
    """Lists what to do after a stop, what each wants then, and how it goes on."""
    # By question: a later answer replaces the earlier one of its own person, and a blank replaces nothing.
    wants = {"mine": dict[str, tuple[Question, str]](), "theirs": dict[str, tuple[Question, str]]()}
    for document, question, opened in _answered(me, lambda question: question.gather == "at-a-stop"):
        for who, side in (("mine", opened.mine), ("theirs", opened.theirs)):
            text = _wants(document, question, side.answers.get(question.id))
            wants[who] |= {} if text is None else {question.id: (question, text)}
    texts = {who: _each_wants([one for one in said.values() if one[1]]) for who, said in wants.items()}
    said = [t(f"side.{who}", text=text) if text else t(f"scene.nothing-{who}") for who, text in texts.items()]
    if not any(texts.values()):
        said = [t("scene.nothing-both")]
    return [t("scene.stopped"), t("scene.wants"), *said, *state_lines(me)]


def state_lines(me: Participant) -> list[str]:
    """Lists how the scene stands, and what can be typed."""
    state, lines = me.scene, []
    if state.state == "running":
        lines.append(t("scene.running"))
    if state.state == "stopped":
        lines.append(t("scene.stays-stopped"))
    if state.begin.me:
        lines.append(t("scene.ready"))
    if state.begin.them:
        lines.append(t("scene.their-ready"))
    if state.over:
        lines.append(t("scene.over-for-me"))
    return lines


def _answered(me: Participant, wanted: Callable[[Question], bool]) -> Iterator[tuple[Document, Question, Opened]]:
    """The questions of opened sections that are wanted, with both people's answers that stand."""
    for questions in me.chapters:
        results = me.chapter_results(questions.qhash)
        for section in questions.document.sections:
            opened, sides = results.opened.get(section.id), results.standing_answers(section)
            if opened is None or sides is None:
                continue
            stood = Opened(opened.number, *sides)
            for question in filter(wanted, section.questions):
                yield questions.document, question, stood


def _each_wants(said: list[tuple[Question, str]]) -> str:
    """Names each question if there are several: a wish for when a call breaks off is not a wish for after a stop."""
    return said[0][1] if len(said) == 1 else " ".join(f"{card_name(question)} {text}." for question, text in said)


def _wants(document: Document, question: Question, answer: Answer | None) -> str | None:
    """An answer without “I do not know yet”; None where it was left blank."""
    unsure = [option.id for option in question.options if option.talk]
    if isinstance(answer, list):
        return "; ".join(label(question, option) for option in answer if option not in unsure) if answer else None
    return "" if answer in unsure else answer_text(document, question, answer) or None
