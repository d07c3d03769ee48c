"""Where two people stand, as the terminal works it out, in the shape of the vectors, and in its own words."""

from typing import Any

import msgspec

from overture_partner.model.answers import Answers
from overture_partner.model.document import Document
from overture_partner.model.mutual_items import acts_of
from overture_partner.model.precedence import Chapter, Doing, stands_in
from overture_partner.model.standing import Known, standing_lines, wanted_by_both
from overture_partner.session.rounds_whole import Opened
from tests.support.standing_cases import DOCUMENTS, Case, expected

PARSED = {name: msgspec.convert(document, Document) for name, document in DOCUMENTS.items()}


def key(act: Doing) -> str:
    return act.item if act.direction is None else f"{act.item}/{act.direction}"


def told(case: Case) -> list[Chapter]:
    return [
        Chapter(
            PARSED[chapter["document"]],
            {
                section: [tuple(Answers(pair[who]["answers"]) for who in ("mine", "theirs")) for pair in rounds]  # type: ignore[misc]
                for section, rounds in chapter["rounds"].items()
            },
            **chapter["notices"],
        )
        for chapter in case["chapters"]
    ]


def known(case: Case) -> list[Known]:
    chapters = told(case)
    stands = stands_in(chapters)
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
    wanted += [act.doing for acts in matched for act in acts]
    agreed = tuple(act for act in wanted if stands.held_back(act) is None)
    return [
        Known(chapter.document, newest, {}, acts, tuple(chapter.mine), tuple(chapter.theirs), False, at, stands, agreed)
        for at, (chapter, newest, acts) in enumerate(zip(chapters, opened, matched, strict=True))
    ]


def standing(case: Case) -> dict[str, Any]:
    chapters = known(case)
    stands = stands_in(told(case))
    both = [act for one in chapters for _, act in wanted_by_both(one.document, one.opened)]
    limits = {
        who: [[key(word.act), word.means] for word in stands.limits if word.who == who] for who in ("mine", "theirs")
    }
    return expected(
        {
            "shared": [key(act) for act in both if stands.held_back(act) is None],
            "curious": [
                key(act.doing) for one in chapters for act in one.matched if stands.held_back(act.doing) is None
            ],
            "back": [key(act) for act in stands.back],
            "limits": limits,
            "talk": [[key(point.act), point.reason] for point in stands.talk if stands.held_back(point.act) == "talk"],
        }
    )


def lines(case: Case) -> dict[str, list[str]]:
    """What is read, of all chapters, by heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for one in known(case):
        for indent, line in standing_lines(one):
            if indent == 0:
                heading = line
            else:
                found.setdefault(heading, []).append(line)
    return found
