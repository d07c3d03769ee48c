"""The words page can be found. What stands on it is drawn on the phone (tests/client/elements/test_about.py)."""

import pytest

from tests.server.page_client import Client, Page


@pytest.mark.parametrize("path", ["/", "/how"])
def test_the_words_are_one_tap_from_where_one_reads_about_it(path: str) -> None:
    assert "/words" in [a["href"] for a in Page(Client().get(path).text).all("a")]
