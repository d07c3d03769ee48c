"""A hub that chooses freely among its lies, between two people who do what they like: what holds whatever it does."""

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from overture.questions.model import QuestionSet, load_file
from overture_partner.model import limits
from overture_partner.model.answers import Answers
from overture_partner.model.view_schema import digests_in
from overture_partner.model.views import RoundView, Slots
from overture_partner.protocol.asides import Notice
from overture_partner.protocol.box import peer_of
from overture_partner.protocol.pairing import Role
from overture_partner.protocol.talk import Talk
from overture_partner.session.participant import Participant
from overture_partner.session.rounds_whole import SealRecord
from tests.server.small_sets import GOOD
from tests.terminal.free_lies import LIES, NOTICES, Lies
from tests.terminal.pocket_hub import ROLES, PocketTwo

roles = st.sampled_from(["A", "B"])
names = st.sampled_from(["first", "wishes"])
points = st.sampled_from(["k3J9xQ2a", "Zz-_0123"])
marks = st.sampled_from(["talked", "later", "yes", "not-quite", "open"])
ANSWERS = {
    "first": Answers({"words": "mine", "things": {"rope/give": {"level": "no"}}}),
    "wishes": Answers({"curious": {"rope/give": {"level": "yes"}, "ice": {"level": "yes"}}}),
}


@cache
def small_set() -> QuestionSet:
    with TemporaryDirectory() as folder:
        file = Path(folder, "small.toml")
        file.write_text(GOOD.replace("pad = 1024", "pad = 2048"), "utf-8")
        return load_file(file)


class Conversation(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.two = PocketTwo(small_set())
        self.keys = {role: self.two.of(role)._context.keys for role in ROLES}
        self.seen: dict[Role, list[Any]] = {"A": [], "B": []}
        self.talks: dict[Role, list[Talk]] = {"A": [Talk()], "B": [Talk()]}
        """All that each has moved and marked, in order."""
        self.taken: dict[Role, list[Notice]] = {"A": [], "B": []}
        """What each has limited or withdrawn."""
        self.disagrees: set[tuple[Role, str]] = set()
        """Who has taken their yes to a note back, by its box."""
        self.paused: set[Role] = set()
        """Who has paused and not lifted it."""
        self.read_up_to: dict[Role, int] = {"A": 0, "B": 0}
        """How much of the partner's each has seen."""
        # There is something to lose from the start.
        for role in ROLES:
            self.take_back(role, NOTICES[0])
            self.seal(role, "first")
            self.honest()
        self.honest()
        assert all(self.two.of(role).result("first", 1) for role in ROLES)

    def teardown(self) -> None:
        self.two.close()

    # What people do

    @rule(role=roles, name=names)
    def seal(self, role: Role, name: str) -> None:
        me = self.two.of(role)
        self.two.run(_calling(lambda: me._chapters.first.rounds.seal(name, ANSWERS[name])))
        self.two.run(me._step())

    @rule(role=roles, name=names)
    def write(self, role: Role, name: str) -> None:
        notes = self.two.of(role)._chapters.first.notes
        newest = notes.newest.get(name)
        self.two.run(notes.write(name, f"{role} says", 0 if newest is None else newest.n))

    @rule(role=roles, name=names, yes=st.booleans())
    def settle(self, role: Role, name: str, yes: bool) -> None:
        notes = self.two.of(role)._chapters.first.notes
        if name in notes.newest:
            before = len(self.two.hub.received)
            self.two.run(notes.settle(name, notes.newest[name].n, yes=yes))
            for _, _, fields in self.two.hub.received[before:]:
                (self.disagrees.discard if yes else self.disagrees.add)((role, fields["note"]))

    @rule(role=roles, notice=st.sampled_from(NOTICES))
    def take_back(self, role: Role, notice: Notice) -> None:
        self.two.run(self.two.of(role).notice(notice))
        self.taken[role].append(notice)

    @rule(role=roles, name=names)
    def ask_again(self, role: Role, name: str) -> None:
        self.two.run(self.two.of(role).again(name))

    @rule(role=roles, at=st.none() | points, mark=st.none() | st.tuples(points, marks))
    def talk(self, role: Role, at: str | None, mark: tuple[str, str] | None) -> None:
        me = self.two.of(role)
        self.two.run(me.talk.take(at, mark))
        if me.talk.talks[role] != self.talks[role][-1]:
            self.talks[role].append(me.talk.talks[role])

    @rule(role=roles)
    def pause_or_resume(self, role: Role) -> None:
        me = self.two.of(role)
        if role in self.paused or me.paused_by_me:
            self.paused.discard(role)
            self.two.run(me.resume())
        else:
            self.paused.add(role)
            self.two.run(me.pause())

    # What the hub does

    @rule()
    def honest(self) -> None:
        for role in ROLES * 2:
            self.two.show(role, self.two.hub.view(role))

    @rule(role=roles, times=st.integers(1, 2), n=st.integers(0, 1))
    def honest_to_one(self, role: Role, times: int, n: int) -> None:
        """Then perhaps the state just before what that one has done of it."""
        for _ in range(times):
            self.two.show(role, self.two.hub.view(role))
        if n and self.two.hub.before:
            self.two.show(role, self.two.hub.view(role, self.two.hub.before[-1]))

    @rule(role=roles, n=st.integers(0, 10**6))
    def old(self, role: Role, n: int) -> None:
        states = [*self.two.hub.before, self.two.hub.session]
        self.two.show(role, self.two.hub.view(role, states[n % len(states)]) | {"v": 10**6})

    @rule(role=roles, lies=st.lists(st.tuples(st.sampled_from(LIES), st.integers(0, 1000)), min_size=1, max_size=3))
    def lies(self, role: Role, lies: list[tuple[Callable[[Lies, Any, int], None], int]]) -> None:
        view = copy.deepcopy(self.two.hub.view(role))
        for lie, n in lies:
            if view["chapters"]:
                lie(Lies(self.two, role), view, n)
        self.two.show(role, view)

    @rule(answer=st.sampled_from(["ack", "stale", "closed", "paused"]))
    def answers_falsely(self, answer: str) -> None:
        """To whatever comes next."""
        self.two.hub.false_answer = answer

    @rule(n=st.integers(1, 4))
    def loses_its_last_moments(self, n: int) -> None:
        before = self.two.hub.before
        if before:
            self.two.hub.session = before[max(0, len(before) - n)]
            del before[max(0, len(before) - n) :]

    @rule(n=st.integers(0, 1000))
    def keeps_a_box_back(self, n: int) -> None:
        known = sorted(self.two.hub.boxes)
        if known:
            self.two.hub.kept_back.add(known[n % len(known)])

    @rule()
    def gives_it_back(self) -> None:
        self.two.hub.kept_back.clear()

    # What holds

    @invariant()
    def paired_is_final(self) -> None:
        for role, keys in self.keys.items():
            me = self.two.of(role)
            assert me._context.keys == keys
            assert (me.is_paired, me.code, me.role) == (True, None, role)
        assert not {do for _, do, _ in self.two.hub.received} & {"offer", "reply", "reject", "renew", "leave"}

    @invariant()
    def a_pause_is_lifted_by_its_person_alone(self) -> None:
        for role in ROLES:
            assert self.two.of(role).is_paused or role not in self.paused

    @invariant()
    def what_somebody_takes_back_is_taken_back(self) -> None:
        for role in ROLES:
            me = self.two.of(role)
            assert me.view is not None
            (chapter,) = (each for each in me.view.chapters if each.qhash == self.two.hub.questions.qhash)
            assert len(chapter.notices.mine) == min(len(self.taken[role]), limits.MOST_NOTICES)
            for section in chapter.sections:
                note, said = section.note, section.settled.me
                if note is not None and (role, note.box) in self.disagrees:
                    assert said is not None
                    assert (said.note, said.yes) == (note.box, False)

    @invariant()
    def what_is_kept_has_an_end(self) -> None:
        for role in ROLES:
            me = self.two.of(role)
            assert len(me.history.log.chapters) <= limits.MOST_CHAPTERS
            assert all(len(chapter.sections) <= limits.MOST_SECTIONS for chapter in me.history.log.chapters)
            assert me.view is not None
            assert me._context.boxes.keys() <= digests_in(me.view)

    @invariant()
    def one_seal_and_one_release(self) -> None:
        said: dict[Any, set[str]] = {}
        for role, do, fields in self.two.hub.received:
            if do in ("commit", "release"):
                said.setdefault((role, do, fields["section"], fields["round"]), set()).add(fields["box"])
        assert all(len(boxes) == 1 for boxes in said.values())

    @invariant()
    def nothing_is_released_but_against_the_partners_own(self) -> None:
        for role, do, fields in self.two.hub.received:
            if do == "release":
                partner = self.two.sam if role == "A" else self.two.mia
                assert partner.held(fields["section"], fields["round"]).commit is not None, fields
                if fields["section"] == "first":
                    kept = self.two.of(role)._records.get(f"inner/first/{fields['round']}", bytes)
                    theirs = partner._records.get(f"seal/first/{fields['round']}", SealRecord)
                    assert theirs is not None
                    assert kept == theirs.sealed.inner

    @invariant()
    def nothing_is_mine_that_i_have_not_made(self) -> None:
        for role in ROLES:
            me, made = self.two.of(role), self.two.hub.made[role]
            assert me.view is not None
            for chapter in me.view.chapters:
                shown = [*chapter.notices.mine]
                for section in chapter.sections:
                    for asked in (*section.earlier, section):
                        shown += [box for box in (asked.mine.commit, asked.mine.release) if box is not None]
                    if section.note is not None and section.note.by == "me":
                        shown.append(section.note.box)
                    if section.settled.me is not None:
                        shown.append(section.settled.me.box)
                assert set(shown) <= made
            for note in me._chapters.first.notes.newest.values():
                assert note.text is None or note.text == ("A says" if note.by_me == (role == "A") else "B says")

    @invariant()
    def a_talk_is_whose_it_is_and_never_goes_back(self) -> None:
        for role in ROLES:
            talks, other = self.two.of(role).talk.talks, peer_of(role)
            assert talks[role] == self.talks[role][-1], "moved by the hub"
            assert talks[other] in self.talks[other], "not what the partner has said"
            read_up_to = self.talks[other].index(talks[other])
            assert read_up_to >= self.read_up_to[role], "went back"
            self.read_up_to[role] = read_up_to

    @invariant()
    def what_was_shown_stays(self) -> None:
        for role in ROLES:
            me, before = self.two.of(role), self.seen[role]
            now = shown(me)
            self.seen[role] = now
            if before:
                assert now[0][: len(before[0])] == before[0]
                assert set(before[1]) <= set(now[1])
                assert all(now[2].get(place, 0) >= n for place, n in before[2].items())
                assert all(now[3][place] == result for place, result in before[3].items())


def shown(me: Participant) -> list[Any]:
    """The partner's notices, the boxes of all rounds, the newest number of each thing that is counted, and what is
    open."""
    assert me.view is not None
    boxes: list[Any] = []
    counts: dict[Any, int] = {}
    results: dict[Any, Any] = {}
    for section in me.view.chapters[0].sections:
        counts["round", section.id] = section.round
        counts["note", section.id] = 0 if section.note is None else section.note.n
        for whose, said in (("me", section.settled.me), ("them", section.settled.them)):
            counts["settled", whose, section.id] = 0 if said is None else said.n
        for asked in (*section.earlier, section):
            boxes += _boxes(section.id, asked)
            for found in (me.result(section.id, asked.round), me.matches(section.id, asked.round)):
                if found is not None:
                    results[section.id, asked.round] = found
    return [me.view.chapters[0].notices.theirs, boxes, counts, results]


def _boxes(name: str, asked: RoundView) -> list[Any]:
    theirs = asked.theirs or Slots()
    found = {
        "my commit": asked.mine.commit,
        "my release": asked.mine.release,
        "their commit": theirs.commit,
        "their release": theirs.release,
        "broken by": None if asked.broken is None else asked.broken.by,
    }
    return [(name, asked.round, what, box) for what, box in found.items() if box is not None]


async def _calling(work: Callable[[], object]) -> None:
    work()


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestALyingHub = Conversation.TestCase
