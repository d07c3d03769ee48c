"""Mia and Sam, each with a phone, at a hub of their own."""

import pytest

from tests.browser.people import Person
from tests.support.browser import Phones


@pytest.fixture
def mia(phones: Phones) -> Person:
    return Person(phones.mia)


@pytest.fixture
def sam(phones: Phones) -> Person:
    return Person(phones.sam)
