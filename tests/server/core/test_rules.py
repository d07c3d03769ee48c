"""The rules, one sentence a test."""

import pytest

from overture.core import commands as do
from overture.core import encoding
from overture.core.rules import apply, join
from overture.core.seat import Seat
from overture.core.session import GUEST_PATIENCE, HOUR, MAX_LIFE, seat_of
from overture.core.transitions import Refused
from tests.server.worlds import (
    NOW,
    QHASH,
    TOKEN_A,
    TOKEN_B,
    accepted,
    again,
    blob,
    broken,
    by_both,
    commit,
    fresh,
    in_scene,
    joined,
    note,
    notice,
    offered,
    opened,
    paired,
    pause,
    refused,
    release,
    replied,
    resume,
    section_of,
    settle,
    talking,
)

A, B = Seat.A, Seat.B


class TestPairing:
    def test_two_people_pair(self) -> None:
        session = paired()
        assert session.stage == "confirmed"
        assert seat_of(session, TOKEN_A) is A
        assert seat_of(session, TOKEN_B) is B
        assert seat_of(session, b"c" * 32) is None

    def test_a_second_guest_hears_that_someone_is_joining(self) -> None:
        assert join(joined(fresh()), b"c" * 32, NOW) == Refused("joining")

    def test_a_silent_guest_is_replaced_and_its_token_revoked(self) -> None:
        session = joined(joined(fresh()), b"c" * 32, NOW + GUEST_PATIENCE)
        assert seat_of(session, b"c" * 32) is B
        assert seat_of(session, TOKEN_B) is None

    def test_a_guest_who_replied_is_not_replaced(self) -> None:
        assert join(replied(), b"c" * 32, NOW + HOUR) == Refused("joining")

    def test_after_confirmation_it_is_crowded(self) -> None:
        assert join(paired(), b"c" * 32, NOW) == Refused("crowded")

    def test_rejecting_frees_the_seat_revokes_the_token_and_posts_the_next_m1(self) -> None:
        session = accepted(replied(), A, do.Reject(m2=encoding.digest(blob(200)), m1=blob(90, 7)))
        assert session.stage == "empty"
        assert session.pairing is not None
        assert session.pairing.m1 == blob(90, 7)
        assert seat_of(session, TOKEN_B) is None

    def test_rejecting_another_m2_is_stale(self) -> None:
        assert refused(replied(), A, do.Reject(m2=encoding.digest(b"other"))) == "stale"
        assert refused(replied(), A, do.Answer(m2=encoding.digest(b"other"), m3=blob(64))) == "stale"

    def test_a_guest_who_leaves_before_replying_leaves_m1(self) -> None:
        session = accepted(offered(), B, do.Leave())
        assert session.pairing is not None
        assert session.pairing.m1 == blob(90)

    def test_a_guest_who_leaves_after_replying_spends_m1(self) -> None:
        session = accepted(replied(), B, do.Leave())
        assert session.pairing is not None
        assert session.pairing.m1 is None

    def test_a_spent_code_gets_a_new_locator(self) -> None:
        session = accepted(joined(fresh()), A, do.Renew(spent="HRWE", locator="ABCD"))
        assert session.pairing is not None
        assert session.pairing.locator == "ABCD"
        assert session.stage == "empty"

    def test_a_code_is_replaced_once_however_often_that_is_said(self) -> None:
        session = accepted(fresh(), A, do.Renew(spent="HRWE", locator="ABCD"))
        assert refused(session, A, do.Renew(spent="HRWE", locator="EFGH")) == "stale"

    def test_messages_in_a_slot_are_written_once(self) -> None:
        session = accepted(fresh(), A, do.Offer(m1=blob(90)))
        assert apply(session, A, do.Offer(m1=blob(90)), NOW) is session
        assert refused(session, A, do.Offer(m1=blob(90, 1))) == "taken"

    def test_a_reply_waits_for_the_first_message(self) -> None:
        assert refused(joined(fresh()), B, do.Reply(m2=blob(200))) == "too-early"

    def test_commands_of_the_other_seat_are_refused(self) -> None:
        assert refused(joined(fresh()), B, do.Offer(m1=blob(90))) == "not-yours"
        assert refused(joined(fresh()), B, do.Renew(spent="HRWE", locator="ABCD")) == "not-yours"
        assert refused(fresh(), A, do.Confirm()) == "not-yours"

    @pytest.mark.parametrize(
        "command", [do.Offer(m1=blob(161)), do.Answer(m2=encoding.digest(blob(200)), m3=blob(63))], ids=["m1", "m3"]
    )
    def test_sizes(self, command: do.Command) -> None:
        session = replied() if isinstance(command, do.Answer) else fresh()
        assert refused(session, A, command) == "bad-size"

    def test_a_guest_cannot_end_the_lobby_but_its_creator_can(self) -> None:
        session = joined(fresh())
        assert refused(session, B, do.End()) == "not-now"
        assert accepted(session, A, do.End()).ended

    def test_nothing_of_a_guest_is_left_for_the_next(self) -> None:
        session = accepted(joined(fresh()), B, pause(), do.Leave())
        assert joined(session, b"c" * 32).seat_state(B).pause is None

    def test_nobody_speaks_for_an_empty_seat(self) -> None:
        assert refused(fresh(), B, pause()) == "gone"

    def test_sealing_before_pairing_is_refused(self) -> None:
        assert refused(fresh(), A, commit()) == "not-now"


class TestSealing:
    def test_both_seal_both_release_both_see(self) -> None:
        section = section_of(opened())
        assert section.round.stage == "opened"

    def test_sealing_needs_both_ready(self) -> None:
        assert refused(accepted(paired(), A, do.Ready()), A, commit()) == "not-ready"

    def test_a_seat_has_one_commit_for_a_round(self) -> None:
        session = accepted(talking(), A, commit())
        assert apply(session, A, commit(), NOW) is session
        assert refused(session, A, commit(variant=2)) == "taken"

    def test_no_release_before_both_commits(self) -> None:
        session = accepted(talking(), A, commit())
        assert refused(session, A, release()) == "too-early"
        assert refused(session, B, release()) == "too-early"

    def test_wrong_sizes(self) -> None:
        session = talking()
        assert refused(session, A, do.Commit(chapter=QHASH, section="limits", round=1, box=blob(5))) == "bad-size"
        session = by_both(session, commit())
        assert refused(session, A, do.Release(chapter=QHASH, section="limits", round=1, box=blob(5))) == "bad-size"

    def test_the_boxes_of_a_mutual_section_are_as_large_as_it_has_ids(self) -> None:
        def box(kind: type[do.Commit | do.Release], size: int) -> do.Command:
            return kind(chapter=QHASH, section="curious", round=1, box=blob(size))

        session = talking()
        for wrong in (177 + 128 * 2, 177 + 128 * 4, 256 + 162):
            assert refused(session, A, box(do.Commit, wrong)) == "bad-size"
        session = by_both(session, box(do.Commit, 177 + 128 * 3))
        for wrong in (145 + 32 * 2, 145 + 32 * 4, 177):
            assert refused(session, A, box(do.Release, wrong)) == "bad-size"
        session = by_both(session, box(do.Release, 145 + 32 * 3))
        section = section_of(session, "curious")
        assert section.round.stage == "opened"

    def test_unknown_places(self) -> None:
        assert refused(talking(), A, commit(section="nowhere")) == "not-found"
        assert refused(talking(), A, commit(round_=2)) == "not-found"
        other = do.Commit(chapter=encoding.encode(bytes(32)), section="limits", round=1, box=blob(418))
        assert refused(talking(), A, other) == "not-found"

    def test_a_broken_commit_shuts_the_round(self) -> None:
        session = by_both(talking(), commit())
        session = accepted(session, A, broken())
        assert refused(session, B, release()) == "closed"
        assert apply(session, B, broken(), NOW) is session

    def test_broken_needs_both_commits(self) -> None:
        assert refused(accepted(talking(), A, commit()), A, broken()) == "too-early"

    def test_a_new_round_needs_both(self) -> None:
        session = accepted(opened(), A, again())
        section = section_of(session)
        assert len(section.rounds) == 1
        session = accepted(session, B, again())
        section = section_of(session)
        assert len(section.rounds) == 2
        assert section.again == ()
        assert apply(session, A, again(), NOW) is session

    def test_a_request_for_a_new_round_can_be_withdrawn(self) -> None:
        session = accepted(opened(), A, again(), do.NotAgain(chapter=QHASH, section="limits", round=2))
        section = section_of(accepted(session, B, again()))
        assert len(section.rounds) == 1

    def test_no_new_round_of_what_is_not_opened_or_during_a_scene(self) -> None:
        assert refused(talking(), A, again()) == "too-early"
        assert refused(in_scene(opened()), A, again()) == "not-now"


class TestPauses:
    def test_nothing_is_sealed_or_opened_while_either_has_paused(self) -> None:
        session = by_both(talking(), commit())
        for seat in Seat:
            halted = accepted(session, seat, pause())
            assert refused(halted, A, release()) == "paused"
            assert refused(halted, B, commit(section="curious")) == "paused"
            assert refused(accepted(opened(), seat, pause()), A, again()) == "paused"

    def test_only_who_paused_lifts_it(self) -> None:
        session = accepted(talking(), A, pause())
        assert refused(session, B, resume()) == "stale"
        assert session.paused
        assert not accepted(session, A, resume()).paused

    def test_a_late_repeat_of_a_lifted_pause_does_not_pause_again(self) -> None:
        session = accepted(talking(), A, pause(), resume())
        assert apply(session, A, pause(), NOW) is session

    def test_resuming_an_older_pause_does_not_lift_a_newer_one(self) -> None:
        session = accepted(talking(), A, pause(1), pause(2))
        assert refused(session, A, resume(1)) == "stale"

    def test_pause_works_while_paused_by_the_other_and_during_a_scene(self) -> None:
        session = accepted(in_scene(talking()), A, pause())
        assert accepted(session, B, pause(2)).seat_state(B).pause is not None


class TestNotes:
    def test_settled_when_both_tap_the_newest_note(self) -> None:
        session = accepted(opened(), A, note())
        session = by_both(session, settle(1, note()))
        section = section_of(session)
        assert section.agreed
        assert not section_of(accepted(session, B, note(2, variant=2))).agreed

    def test_the_second_of_two_notes_with_one_number_is_stale(self) -> None:
        session = accepted(opened(), A, note(variant=1))
        assert refused(session, B, note(variant=2)) == "stale"
        assert apply(session, A, note(variant=1), NOW) is session

    def test_notes_wait_until_something_was_opened(self) -> None:
        assert refused(talking(), A, note()) == "too-early"

    def test_taking_back_is_possible_while_paused_and_agreeing_is_not(self) -> None:
        session = accepted(opened(), A, note(), settle(1, note()))
        session = accepted(session, B, pause())
        assert refused(session, B, settle(1, note())) == "paused"
        back = accepted(session, A, settle(2, note(), yes=False, variant=2))
        section = section_of(back)
        assert section.settled_a is not None
        assert not section.settled_a.yes

    def test_settling_an_older_note_is_stale(self) -> None:
        session = accepted(opened(), A, note(), note(2, variant=2))
        assert refused(session, B, settle(1, note())) == "stale"

    def test_notices_are_accepted_while_paused_and_in_order(self) -> None:
        session = accepted(accepted(talking(), B, pause()), A, notice())
        assert refused(session, A, notice(3)) == "stale"
        assert refused(session, A, notice(1, variant=9)) == "stale"
        assert apply(session, A, notice(), NOW) is session


class TestLife:
    def test_prolonging_needs_both_and_takes_the_nearer(self) -> None:
        session = talking()
        session = accepted(session, A, do.Prolong(until=NOW + 48 * HOUR))
        assert session.expires == NOW + 12 * HOUR
        session = accepted(session, B, do.Prolong(until=NOW + 24 * HOUR))
        assert session.expires == NOW + 24 * HOUR

    def test_never_beyond_six_days_from_creation(self) -> None:
        assert refused(talking(), A, do.Prolong(until=NOW + MAX_LIFE + 1)) == "too-late"

    def test_when_its_time_is_over_every_command_is_gone(self) -> None:
        assert refused(talking(), A, pause(), NOW + 12 * HOUR) == "gone"
        assert join(fresh(), TOKEN_B, NOW + 12 * HOUR) == Refused("gone")

    def test_end_leaves_nothing(self) -> None:
        session = accepted(opened(), B, do.End())
        assert session.ended
        assert session.chapters == ()
        assert seat_of(session, TOKEN_A) is None
        assert refused(session, A, pause()) == "gone"
