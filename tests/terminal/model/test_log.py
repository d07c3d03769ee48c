"""The log joined with any views in any order: it loses nothing, takes nothing in twice, and knows itself again."""

import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from overture_partner.model.joined_view import forgotten_in, shown
from overture_partner.model.limits import MOST_CHAPTERS
from overture_partner.model.log import Joined, Log, LogRound, join, own_only
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import View

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "log.json").read_text("utf-8"))["cases"]
VIEWS = [view for view in (msgspec.convert(case["view"], View) for case in CASES) if is_sound(view)]
MADE = sorted({digest for case in CASES for digest in case["made"]})
views = st.lists(st.sampled_from(VIEWS), min_size=1, max_size=8)
made = st.sets(st.sampled_from(MADE)) | st.just(set(MADE))


def after(seen: list[View], made: set[str]) -> Log:
    log = Log()
    for view in seen:
        log = join(log, view, made).log
    return log


def assert_kept(old: Any, new: Any) -> None:
    """Everything that is written once stands as it stood, lists go on, and numbers only grow."""
    if isinstance(old, tuple):
        assert len(new) >= len(old)
        for left, right in zip(old, new, strict=False):
            assert_kept(left, right)
    elif isinstance(old, msgspec.Struct):
        if hasattr(old, "n"):
            assert new == old or new.n > old.n
            return
        for name in old.__struct_fields__:
            assert_kept(getattr(old, name), getattr(new, name))
    elif old not in (None, False):
        assert new == old


@given(views, views, made)
def test_nothing_is_ever_lost(seen: list[View], more: list[View], made: set[str]) -> None:
    before = after(seen, made)
    assert_kept(before, after([*seen, *more], made))
    assert len(before.chapters) <= MOST_CHAPTERS


@given(views, made)
def test_the_same_view_twice_changes_nothing(seen: list[View], made: set[str]) -> None:
    log = after(seen, made)
    again = join(log, seen[-1], made)
    assert again.log == log
    assert join(again.log, seen[-1], made) == again


@given(views, made)
def test_what_is_shown_is_no_older_state_and_no_contradiction(seen: list[View], made: set[str]) -> None:
    """A hub that shows just what is in the log has nothing less, so nothing is said again."""
    log = after(seen, made)
    view = shown(log, seen[-1])
    if is_sound(view):
        assert join(log, view, made) == Joined(log, older=False, contradicts=False)
        assert forgotten_in(log, own_only(view, made)) == []


@given(views)
def test_nothing_is_mine_that_was_not_made(seen: list[View]) -> None:
    for chapter in after(seen, set()).chapters:
        assert chapter.notices.mine == ()
        for section in chapter.sections:
            assert section.settled.me is None
            assert all(note is None or note.by != "me" for note in section.notes)
            assert section.rounds == (LogRound(),) * len(section.rounds)


@given(views, made)
def test_what_is_said_again_is_ones_own(seen: list[View], made: set[str]) -> None:
    said = forgotten_in(after(seen, made), own_only(seen[0], made))
    assert {command["box"] for command in said if "box" in command} <= made
