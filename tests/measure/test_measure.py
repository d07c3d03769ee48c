"""The table of what answering takes is printed, for a set of every kind of question."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client.elements_support import EVERY_KIND
from tests.measure.__main__ import sections_of, table, walk
from tests.support.hub import Hub, SharedHubs


@pytest.fixture
def hub_with_every_kind(tmp_path_factory: pytest.TempPathFactory, shared_hubs: SharedHubs) -> Hub:
    questions = tmp_path_factory.mktemp("questions")
    shutil.copy(EVERY_KIND, questions)
    return shared_hubs.with_settings(QUESTIONS_DIR=str(questions))


def test_the_report_has_a_line_for_each_section_and_a_sum(browser: Browser, hub_with_every_kind: Hub) -> None:
    sections = sections_of(Path(EVERY_KIND))
    walked, rooms = walk(browser, hub_with_every_kind.url, sections)
    lines = table(walked, rooms).splitlines()
    assert [line.split()[0] for line in lines if line] == [
        *("section", *sections, "all", "goal"),
        *("room", "overview", "standing", "card", "scene"),
    ]
    taps = [each.answering.taps for each in walked]
    assert all(taps)
    assert lines[len(sections) + 1].split()[3] == str(sum(taps))
    assert all(cost.screens > 0 and cost.words > 0 for cost in rooms.values())
