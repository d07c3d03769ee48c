"""The store comes back without something that it had acknowledged, as after a failover: the phone says it again."""

import time
from collections.abc import Callable

import pytest

from tests.client.runtime_support import opened, said_by, seal, talk, until
from tests.support.browser import Phones
from tests.support.engines import Engine, cut_last_file
from tests.support.hub import Hub

SECTION = "building"
PATIENCE = 20.0


@pytest.fixture
def hub(start_hub: Callable[..., Hub], valkey_only: Engine) -> Hub:
    """A hub with an engine that the test can kill."""
    return start_hub(redis_url=valkey_only.url)


def test_the_phone_sends_again_what_the_store_forgot(phones: Phones, valkey_only: Engine) -> None:
    mia, sam = phones.mia.page, phones.sam.page
    said = said_by(mia)

    def commits() -> int:
        return sum(message.get("do") == "commit" for message in said)

    talk(phones)
    seal(mia, SECTION, "said once, and once more")
    until(mia, "conversation.section(conversation.chapter, argument).state === 'sealed'", SECTION)
    before = commits()
    assert before == 1
    valkey_only.kill()
    cut_last_file(valkey_only.folder)
    valkey_only.start()
    deadline = time.monotonic() + PATIENCE
    while commits() == before and time.monotonic() < deadline:
        until(mia, "conversation.view")
    assert commits() > before
    seal(sam, SECTION, "and the other")
    for page in (mia, sam):
        assert opened(page, SECTION)["mine"]["answers"]
    assert "said once, and once more" in opened(sam, SECTION)["theirs"]["answers"].values()
