"""Where two people stand, as the terminal works it out, in the shape of the vectors, and in its own words."""

from typing import Any

import msgspec

from overture_partner.console.standing_text import standing_lines
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.document import Document
from overture_partner.model.mutual_items import acts_of
from overture_partner.model.precedence import Act, ChapterAnswers, precedence_of
from overture_partner.model.standing import ChapterResults, standing_of
from overture_partner.model.wanted import wanted_by_both
from tests.support.standing_cases import DOCUMENTS, Case, expected

PARSED = {name: msgspec.convert(document, Document) for name, document in DOCUMENTS.items()}


def key(act: Act) -> str:
    return act.item if act.direction is None else f"{act.item}/{act.direction}"


def chapter_answers(case: Case) -> list[ChapterAnswers]:
    return [
        ChapterAnswers(
            PARSED[chapter["document"]],
            {
                section: [tuple(Answers(pair[who]["answers"]) for who in ("mine", "theirs")) for pair in rounds]  # type: ignore[misc]
                for section, rounds in chapter["rounds"].items()
            },
            **chapter["notices"],
        )
        for chapter in case["chapters"]
    ]


def chapter_results(case: Case) -> list[ChapterResults]:
    chapters = chapter_answers(case)
    precedence = precedence_of(chapters)
    opened = [
        {section: Opened(len(rounds), *rounds[-1]) for section, rounds in chapter.rounds.items() if rounds}
        for chapter in chapters
    ]
    matched = [
        tuple(
            act
            for section in chapter.document.sections
            for act in acts_of(section, said.get("role", "A"))
            if act.id in said.get("matched", {}).get(section.id, ())
        )
        for chapter, said in zip(chapters, case["chapters"], strict=True)
    ]
    wanted = [
        act
        for chapter, newest in zip(chapters, opened, strict=True)
        for _, act in wanted_by_both(chapter.document, newest)
    ]
    wanted += [act.act for acts in matched for act in acts]
    agreed = tuple(act for act in wanted if precedence.held_back(act) is None)
    return [
        ChapterResults(
            chapter.document,
            newest,
            {},
            acts,
            tuple(chapter.mine),
            tuple(chapter.theirs),
            False,
            at,
            precedence,
            agreed,
        )
        for at, (chapter, newest, acts) in enumerate(zip(chapters, opened, matched, strict=True))
    ]


def standing(case: Case) -> dict[str, Any]:
    chapters = chapter_results(case)
    precedence = precedence_of(chapter_answers(case))
    both = [act for one in chapters for _, act in wanted_by_both(one.document, one.opened)]
    limits = {
        who: [[key(word.act), word.means] for word in precedence.limits if word.who == who]
        for who in ("mine", "theirs")
    }
    return expected(
        {
            "shared": [key(act) for act in both if precedence.held_back(act) is None],
            "curious": [
                key(act.act) for one in chapters for act in one.matched if precedence.held_back(act.act) is None
            ],
            "back": [key(act) for act in precedence.back],
            "limits": limits,
            "talk": [
                [key(Act(point.item.id, point.direction)), point.reason]
                for each in chapters
                for point in standing_of(each).open
                if point.item is not None
            ],
        }
    )


def lines(case: Case) -> dict[str, list[str]]:
    """What is read, of all chapters, by heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for one in chapter_results(case):
        for indent, line in standing_lines(one):
            if indent == 0:
                heading = line
            else:
                found.setdefault(heading, []).append(line)
    return found
