"""A seat that goes to another phone, one sentence a test."""

from collections.abc import Callable

import pytest

from overture.core import commands as do
from overture.core.encoding import digest, encode
from overture.core.rules import apply, apply_newcomer, request_move
from overture.core.rules.moving import FORMER_KEPT
from overture.core.seat import Newcomer, Seat
from overture.core.session import Session, moved_away, seat_of, viewer_of
from overture.core.transitions import MOVE_BOX, MOVE_LASTS, MOVING, NEW, OLD, Refused
from overture.core.view import advance, view_json
from tests.server.moves import (
    OTHER_REQUESTER,
    REQUESTER,
    approve,
    approved,
    arrived,
    asked,
    cancel,
    id_of,
    move,
    reply,
)
from tests.server.worlds import NOW, TOKEN_A, TOKEN_B, accepted, blob, commit, fresh, in_scene, opened, pause, talking

A, B = Seat.A, Seat.B


def code(answer: Session | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


@pytest.mark.parametrize(("seat", "old"), [(A, TOKEN_A), (B, TOKEN_B)])
def test_either_seat_moves_and_the_old_token_is_nobodys(seat: Seat, old: bytes) -> None:
    before = opened()
    after = arrived(approved(before, seat), seat, do.MoveClaim())
    assert viewer_of(after, REQUESTER) is seat
    assert viewer_of(after, old) is None
    assert moved_away(after, old)
    assert after.seat_state(seat).move is None
    assert after.chapters is before.chapters
    assert after.seat_state(seat.other) == before.seat_state(seat.other)


@pytest.mark.parametrize("holds", [lambda s: accepted(s, A, pause()), in_scene])
def test_neither_a_pause_nor_a_scene_matters(holds: Callable[[Session], Session]) -> None:
    after = arrived(approved(holds(opened())), A, do.MoveClaim())
    assert viewer_of(after, REQUESTER) is A


def test_the_partner_sees_nothing_of_it_not_even_a_number() -> None:
    session = opened()
    shown = view_json(session, B)
    for viewer, command in ((A, move()), (Newcomer(A), reply()), (A, approve()), (Newcomer(A), do.MoveClaim())):
        if command == reply():
            session = asked(session)
        after = advance(session, viewer, command, NOW)
        assert isinstance(after, Session), after
        session = after
        assert view_json(session, B) == shown


def test_a_newcomer_sees_the_move_and_nothing_else() -> None:
    session = asked(accepted(opened(), A, move()))
    edition, body, named = view_json(session, Newcomer(A))
    m1 = encode(bytes(blob(70, 1))).encode()
    assert body == b'{"v":1,"arriving":{"m1":"%s","m2":null,"m3":null,"box":null}}' % m1
    assert (edition, named) == (1, frozenset())
    assert view_json(approved(opened()), Newcomer(A))[2] == {digest(blob(MOVE_BOX, 1))}


def test_before_both_are_paired_nobody_moves() -> None:
    assert code(apply(fresh(), A, move(), NOW)) == "not-now"


def test_first_come_first_served() -> None:
    session = asked(accepted(opened(), A, move()))
    assert code(request_move(session, id_of(), OTHER_REQUESTER, NOW)) == "asked"
    thrown_out = accepted(session, A, move(2))
    assert viewer_of(thrown_out, REQUESTER) is None
    assert code(request_move(thrown_out, id_of(), OTHER_REQUESTER, NOW)) == "unknown"
    assert viewer_of(asked(thrown_out, OTHER_REQUESTER, 2), OTHER_REQUESTER) == Newcomer(A)


def test_nothing_is_claimed_without_the_word_of_the_old_phone() -> None:
    session = asked(accepted(opened(), A, move()))
    assert code(apply_newcomer(session, Newcomer(A), do.MoveClaim(), NOW)) == "too-early"
    assert code(apply_newcomer(arrived(session, A, reply()), Newcomer(A), do.MoveClaim(), NOW)) == "too-early"


def test_the_word_is_about_one_m2_and_one_move() -> None:
    session = arrived(asked(accepted(opened(), A, move())), A, reply(2))
    assert code(apply(session, A, approve(m2=1), NOW)) == "stale"
    assert code(apply(session, A, approve(2, m2=2), NOW)) == "stale"
    assert seat_of(arrived(accepted(session, A, approve(m2=2)), A, do.MoveClaim()), REQUESTER) is A


def test_said_twice_it_is_said_once_and_other_bytes_are_taken() -> None:
    session = approved(opened())
    for command in (move(), approve()):
        assert apply(session, A, command, NOW) is session
    assert apply_newcomer(session, Newcomer(A), reply(), NOW) is session
    assert code(apply_newcomer(session, Newcomer(A), reply(2), NOW)) == "taken"
    assert code(apply(session, A, do.Move(move=id_of(), m1=blob(70, 9)), NOW)) == "taken"
    other = do.MoveApprove(move=id_of(), m2=approve().m2, m3=blob(64, 9), box=blob(MOVE_BOX, 9))
    assert code(apply(session, A, other, NOW)) == "taken"


@pytest.mark.parametrize(
    "command",
    [
        do.Move(move=id_of(), m1=blob(161)),
        do.MoveApprove(move=id_of(), m2=digest(b""), m3=blob(63), box=blob(MOVE_BOX)),
        do.MoveApprove(move=id_of(), m2=digest(b""), m3=blob(64), box=blob(MOVE_BOX - 1)),
    ],
)
def test_sizes_are_exact(command: do.Command) -> None:
    assert code(apply(opened(), A, command, NOW)) == "bad-size"


def test_a_reply_that_is_too_long_is_refused() -> None:
    session = asked(accepted(opened(), A, move()))
    assert code(apply_newcomer(session, Newcomer(A), do.MoveReply(m2=blob(221)), NOW)) == "bad-size"


def test_after_ten_minutes_it_can_only_be_cancelled() -> None:
    later = NOW + MOVE_LASTS
    offered = accepted(opened(), A, move())
    assert code(request_move(offered, id_of(), REQUESTER, later)) == "unknown"
    replied = arrived(asked(offered), A, reply())
    assert code(apply_newcomer(asked(offered), Newcomer(A), reply(), later)) == "stale"
    assert code(apply(replied, A, approve(), later)) == "stale"
    handed = accepted(replied, A, approve())
    assert code(apply_newcomer(handed, Newcomer(A), do.MoveClaim(), later)) == "stale"
    assert accepted(handed, A, cancel(), now=later).a.move is None


def test_a_cancelled_move_leaves_the_seat_where_it_was() -> None:
    before = opened()
    after = accepted(approved(before), A, cancel())
    assert (after.a.move, after.a.token) == (None, TOKEN_A)
    assert viewer_of(after, REQUESTER) is None
    assert not moved_away(after, REQUESTER)
    assert apply(after, A, cancel(), NOW) is after
    assert apply(approved(before), A, cancel(2), NOW) == approved(before)


def test_a_new_phone_that_leaves_before_its_reply_makes_room_and_later_it_is_over() -> None:
    session = asked(accepted(opened(), A, move()))
    left = arrived(session, A, do.Leave())
    assert viewer_of(asked(left, OTHER_REQUESTER), OTHER_REQUESTER) == Newcomer(A)
    assert arrived(arrived(session, A, reply()), A, do.Leave()).a.move is None


def test_both_seats_may_move_at_once_and_neither_takes_the_others_place() -> None:
    session = accepted(approved(opened()), B, move(2))
    session = arrived(asked(session, OTHER_REQUESTER, 2), B, reply(2))
    session = accepted(session, B, approve(2, m2=2))
    session = arrived(arrived(session, A, do.MoveClaim()), B, do.MoveClaim())
    assert (viewer_of(session, REQUESTER), viewer_of(session, OTHER_REQUESTER)) == (A, B)


def test_a_newcomer_has_no_say_in_the_conversation() -> None:
    session = approved(talking())
    for command in (commit(), do.End(), pause(), do.Ready(), move(), cancel(), approve()):
        assert code(apply_newcomer(session, Newcomer(A), command, NOW)) == "not-yours"
    for word in (reply(), do.MoveClaim()):
        assert code(apply(session, A, word, NOW)) == "not-yours"


def test_the_end_ends_a_move() -> None:
    ended = accepted(approved(opened()), B, do.End())
    assert viewer_of(ended, REQUESTER) is None
    assert code(apply_newcomer(ended, Newcomer(A), do.MoveClaim(), NOW)) == "gone"
    assert code(request_move(ended, id_of(), REQUESTER, NOW)) == "gone"


def test_the_last_phones_are_told_where_their_seat_went() -> None:
    session = opened()
    tokens = [TOKEN_A, *(bytes([n]) * 32 for n in range(1, FORMER_KEPT + 2))]
    for token in tokens[1:]:
        session = arrived(asked(accepted(session, A, move()), token), A, reply())
        session = arrived(accepted(session, A, approve()), A, do.MoveClaim())
    assert [moved_away(session, token) for token in tokens] == [False, *[True] * FORMER_KEPT, False]


def test_every_stage_that_a_move_reaches_has_a_row() -> None:
    assert {after for row in MOVING.values() for stages in row.values() for after in stages} <= set(MOVING)
    claims = {stage for stage, row in MOVING.items() if (NEW, do.MoveClaim) in row}
    assert claims == {"approved"}
    assert all((OLD, do.MoveCancel) in row for row in MOVING.values())
