"""Mia and Sam, each with a phone, at a hub that the stories of one file share."""

from collections.abc import Iterator

import pytest

from tests.browser.people import Person
from tests.support.browser import Phones
from tests.support.hub import Hub, hub_for_many


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub_for_many(tmp_path_factory) as one:
        yield one


@pytest.fixture
def mia(phones: Phones) -> Person:
    return Person(phones.mia)


@pytest.fixture
def sam(phones: Phones) -> Person:
    return Person(phones.sam)
