"""The shared ids of a mutual section are the same for the phone and for the hub that reads its questions."""

from overture.questions.model import load_file
from tests.client.elements_support import EVERY_KIND, document
from tests.support.node import PHONE, Node


def test_they_are_those_of_the_document_in_its_order(node: Node) -> None:
    whole = document()
    (asked,) = (each for each in whole["sections"] if each["id"] == "curious")
    (section,) = (each for each in load_file(EVERY_KIND).content.sections if each.id == "curious")
    assert node.call(f"{PHONE}/model/mutual-ids", "sharedIds", whole, asked) == list(section.shared_ids)
