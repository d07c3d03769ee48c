"""Most tests give phones their seats, as tests/support/seated.py does. What a phone has then is what pairing leaves."""

from typing import Any

from tests.client.runtime_support import pair, pair_by_link, stored, until
from tests.support.browser import Phones

OF_ONE_PAIRING = {"seen": "the edition of the view on which the pairing was decided"}
"""What is in a record after a pairing that one by one went through, and decides nothing any more."""


def shape(value: Any) -> Any:
    """Of what type everything in it is, by name."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in sorted(value.items())}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def records(phones: Phones) -> list[Any]:
    """The record of the conversation on each phone, once the hub has shown it."""
    both = []
    for phone in (phones.mia, phones.sam):
        until(phone.page, "conversation.record.paired")
        (record,) = stored(phone.page)["sessions"]
        both.append({name: value for name, value in record.items() if name not in OF_ONE_PAIRING})
    return both


def test_a_seat_that_is_given_is_what_pairing_leaves(phones: Phones) -> None:
    pair(phones)
    given = records(phones)
    for phone in (phones.mia, phones.sam):
        phone.page.evaluate("() => conversation.forget()")
    pair_by_link(phones)
    gone_through = records(phones)
    assert [shape(each) for each in given] == [shape(each) for each in gone_through]
    same = ("role", "tries", "codes", "paired", "secret", "problem", "made", "burnt", "scene", "qhash")
    assert [[each[name] for name in same] for each in given] == [[each[name] for name in same] for each in gone_through]
