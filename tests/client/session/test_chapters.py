"""Questions that were added and cannot be had, or are not what they were called: what was there goes on."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.client.runtime_support import opened, seal, talk, until
from tests.support.browser import Phones
from tests.support.hub import Hub, SharedHubs
from tests.support.two_sets import two_sets

ADD = """async () => {
  const sets = await (await fetch('/questions')).json();
  const added = sets.find(({qhash}) => qhash !== conversation.chapter);
  await conversation.send({do: 'add', chapter: added.qhash});
  return added.qhash;
}"""


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_sets(tmp_path_factory.mktemp("sets"))


@pytest.fixture
def hub(shared_hubs: SharedHubs, sets: Path) -> Hub:
    return shared_hubs.with_settings(QUESTIONS_DIR=str(sets))


@pytest.mark.parametrize("altered", [False, True], ids=["not to be had", "other bytes"])
def test_the_other_chapters_go_on(phones: Phones, altered: bool) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    phones.sam.expect_problem("503")
    down = True

    def answer(route: Route) -> None:
        if not down:
            route.continue_()
        elif altered:
            route.fulfill(status=200, content_type="application/json", body="{}")
        else:
            route.fulfill(status=503, content_type="application/json", body="{}")

    sam.route("**/questions/*.json", answer)
    added = mia.evaluate(ADD)
    until(sam, "conversation.view.chapters.length === 2")
    shared = sam.evaluate("() => conversation.document.sections.find(({reveal}) => reveal === 'both').id")
    for page in (mia, sam):
        seal(page, shared, "a lamp")
    assert opened(sam, shared)["theirs"] == opened(mia, shared)["mine"]
    assert sam.evaluate("(qhash) => conversation.documentOf(qhash)", added) is None
    down = False
    if altered:
        expect(sam.locator("#status")).to_contain_text("passed on something different")
    else:
        until(sam, "conversation.documentOf(argument)", added)
