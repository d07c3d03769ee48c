"""The page that explains the words of all question sets."""

from dataclasses import replace

import pytest
from markupsafe import escape
from msgspec.structs import replace as replace_struct

from overture.i18n import text
from tests.server.page_client import SETS, Client, Page


@pytest.mark.parametrize("code", ["en", "de"])
def test_the_words_page_explains_every_term_of_every_set_once(code: str) -> None:
    body = Client().get(f"/{code}/words").text
    explained = {entry.id: entry for each in SETS for entry in each.content.glossary}
    assert len(explained) > 25
    alphabet = sorted(explained.values(), key=lambda entry: entry.term[code].casefold())
    assert [a["id"] for a in Page(body).all("dt")] == [f"word-{entry.id}" for entry in alphabet]
    for entry in explained.values():
        assert body.count(f">{entry.term[code]}</dt>") == 1
        assert body.count(str(escape(entry.text[code]))) == 1


def test_the_words_page_without_a_glossary_says_so() -> None:
    bare = [replace(each, content=replace_struct(each.content, glossary=())) for each in SETS]
    assert text("en", "words.none") in Client(sets=bare).get("/words").text


@pytest.mark.parametrize("path", ["/", "/how"])
def test_the_words_are_one_tap_from_where_one_reads_about_it(path: str) -> None:
    assert "/words" in [a["href"] for a in Page(Client().get(path).text).all("a")]
