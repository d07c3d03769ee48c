"""A hub that shows a box in another section than its own, as the other person's, or not for a while; or that answers
falsely to what only takes away."""

import asyncio
import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from overture_partner.protocol.pairing import Role
from tests.terminal.free_lies import NOTICES, Lies
from tests.terminal.pocket_hub import ROLES
from tests.terminal.session.test_lying_machine import Conversation


@pytest.fixture
def talk() -> Iterator[Conversation]:
    made = Conversation()
    yield made
    made.teardown()


def shows(talk: Conversation, role: Role, lie: Callable[[Any], None]) -> None:
    view = copy.deepcopy(talk.two.hub.view(role))
    lie(view)
    talk.two.show(role, view)


def sent(talk: Conversation, *commands: str) -> set[tuple[str, str]]:
    return {(do, fields["section"]) for _, do, fields in talk.two.hub.received if do in commands}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_shown_in_another_section_is_sent_there_by_nobody(talk: Conversation, role: Role) -> None:
    talk.write(role, "first")
    talk.honest()
    talk.settle(role, "first", yes=True)
    shows(talk, role, lambda view: Lies(talk.two, role).swapped_sections(view, 0))
    talk.honest()
    assert {section for _, section in sent(talk, "commit", "release", "note", "settle")} == {"first"}


@pytest.mark.parametrize("by", ["me", "them"])
def test_ones_own_words_are_never_shown_as_the_partners(talk: Conversation, by: str) -> None:
    """Nor under another number."""
    talk.write("A", "first")
    talk.honest()

    def lie(view: Any) -> None:
        there = next(each for each in view["chapters"][0]["sections"] if each["id"] == "first")
        box = there["note"]["box"]
        there["note"] = {"n": 2, "by": by, "box": box, "before": box}

    shows(talk, "A", lie)
    newest = talk.two.of("A")._chapters.first.notes.newest["first"]
    assert (newest.n, newest.text) == (2, None)


def test_ones_own_notice_is_never_the_partners(talk: Conversation) -> None:
    notices = talk.two.of("A")._chapters.first.notices
    before = notices.theirs

    def lie(view: Any) -> None:
        said = view["chapters"][0]["notices"]
        said["theirs"].append(said["mine"][0])

    shows(talk, "A", lie)
    assert (notices.theirs, notices.unreadable) == (before, True)


def test_what_was_kept_back_for_a_while_is_read_in_the_end(talk: Conversation) -> None:
    hub, notices, notes = talk.two.hub, talk.two.of("B")._chapters.first.notices, talk.two.of("B")._chapters.first.notes
    known = set(hub.boxes)
    talk.write("A", "first")
    talk.take_back("A", NOTICES[1])
    hub.kept_back |= set(hub.boxes) - known
    talk.honest()
    assert (notices.unreadable, notes.newest["first"].text) == (True, None)
    talk.gives_it_back()
    talk.honest()
    assert (notices.unreadable, notices.theirs[-1], notes.newest["first"].text) == (False, NOTICES[1], "A says")


def test_of_two_answers_to_one_note_the_box_of_the_newest_is_kept(talk: Conversation) -> None:
    talk.write("A", "first")
    talk.honest()
    for _ in range(2):
        talk.settle("A", "first", yes=False)
    talk.what_is_kept_has_an_end()


@pytest.mark.parametrize("answer", ["ack", "stale", "closed"])
def test_a_yes_that_is_taken_back_is_so_whatever_the_hub_answers(talk: Conversation, answer: str) -> None:
    talk.write("A", "first")
    for role in ROLES:
        talk.honest()
        talk.settle(role, "first", yes=True)
    talk.honest()
    mia, sam = (talk.two.of(role)._chapters.first.notes.newest for role in ROLES)
    assert mia["first"].agreed
    talk.answers_falsely(answer)
    talk.settle("A", "first", yes=False)
    talk.what_somebody_takes_back_is_taken_back()
    talk.honest()
    assert not mia["first"].settled_me
    assert not sam["first"].settled_them
    assert not talk.two.of("A").history.older


def test_what_was_said_of_a_note_that_was_replaced_is_missed_nowhere(talk: Conversation) -> None:
    """The partner was faster: an honest hub refuses it, and never has it."""
    talk.write("A", "first")
    talk.honest()
    talk.settle("A", "first", yes=True)
    talk.write("B", "first")
    talk.settle("A", "first", yes=False)
    talk.honest()
    mia = talk.two.of("A")
    assert (mia._chapters.first.notes.newest["first"].settled_me, mia.history.older) == (False, False)


def test_a_limit_waits_for_the_answer_to_the_one_before(talk: Conversation) -> None:
    me, hub = talk.two.of("A"), talk.two.hub
    socket: Any = me._context.socket
    request, before = socket.request, len(hub.view("A")["chapters"][0]["notices"]["mine"])

    async def both() -> None:
        goes = asyncio.Event()

        async def later(do: str, **fields: Any) -> None:
            await goes.wait()
            await request(do, **fields)

        socket.request = later
        sent = asyncio.gather(*map(me.notice, NOTICES))
        # Both hold here before the hub has either.
        await me.wait_for(lambda me: len(me.notices.mine) == before + 2)
        goes.set()
        await sent

    assert talk.two.run(both())
    assert len(hub.view("A")["chapters"][0]["notices"]["mine"]) == before + 2
