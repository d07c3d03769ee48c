"""The shared ids of a mutual section, and what one's own answers want of them."""

import copy
from typing import Any

import pytest
from playwright.sync_api import Page

from overture.questions.model import load_file
from tests.client.elements_support import EVERY_KIND, document
from tests.client.modules import run

IDS = ["rope/a-to-b", "rope/b-to-a", "scarf", "story", "letter/a-to-b", "letter/b-to-a"]

SHARED = """
const section = value.document.sections.find(({ id }) => id === 'curious');
return code.sharedIds(value.document, section);
"""
WANTED = """
const section = value.document.sections.find(({ id }) => id === 'curious');
return [...code.wantedOf(value.document, section, value.role, value.answers)].sort();
"""


def said(**levels: Any) -> dict[str, Any]:
    return {"v": 1, "answers": levels.pop("answers"), "skip": levels.pop("skip", []), "talk": [], "first": []}


def shared(page: Page, changed: Any) -> Any:
    return run(page, "model/mutual-ids.js", SHARED, {"document": changed})


def test_they_are_those_of_the_document_in_its_order(page: Page) -> None:
    section = next(each for each in load_file(EVERY_KIND).content.sections if each.id == "curious")
    assert shared(page, document()) == IDS == list(section.shared_ids)


def test_my_give_is_my_partners_receive(page: Page) -> None:
    answers = said(answers={"tied": {"rope/give": {"level": "yes"}, "scarf": {"level": "curious"}}})
    wanted = {
        role: run(page, "model/mutual-ids.js", WANTED, {"document": document(), "role": role, "answers": answers})
        for role in ("A", "B")
    }
    assert wanted == {"A": ["rope/a-to-b", "scarf"], "B": ["rope/b-to-a", "scarf"]}
    acts = "return ['A', 'B'].map((role) => code.actOf('rope/a-to-b', role).direction);"
    assert run(page, "model/mutual-ids.js", acts, None) == ["give", "receive"]


def test_every_other_answer_and_a_skipped_area_are_no_interest(page: Page) -> None:
    answers = said(
        answers={
            "tied": {"rope/give": {"level": "not-now"}, "rope/receive": {"level": "not-sure"}},
            "told-stories": {"story": {"level": "yes"}},
        },
        skip=["told-stories"],
    )
    value = {"document": document(), "role": "A", "answers": answers}
    assert run(page, "model/mutual-ids.js", WANTED, value) == []


def with_section(**change: Any) -> Any:
    changed = copy.deepcopy(document())
    section = next(each for each in changed["sections"] if each["id"] == "curious")
    section.update({name: value for name, value in change.items() if name in section})
    for name in change.keys() - section.keys():
        section["questions"][0][name] = change[name]
    return changed


ITEM = {"id": "rope", "label": {"en": "Rope"}, "direction": False}


@pytest.mark.parametrize(
    "change",
    [
        {"levels": "activity"},
        {"levels": "experience"},
        {"condition": True},
        {"kind": "text"},
        {"items": [ITEM, ITEM]},
        {"items": [{**ITEM, "id": f"i{n}"} for n in range(62)]},
        {"questions": []},
        {"reveal": "both"},
    ],
)
def test_what_may_not_be_asked_there_is_not_sealed_whatever_the_hub_has_let_through(page: Page, change: Any) -> None:
    assert shared(page, with_section(**change)) is None
