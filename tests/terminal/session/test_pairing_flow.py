"""What comes next in pairing, for either role, whatever the hub shows."""

import msgspec
import pytest

from overture_partner.model.next_pairing_act import MOST_TRIES
from overture_partner.model.pairing_record import Answering, Failed, Joining, Keyed, Offering, Paired, Replied, Spent
from overture_partner.model.views import PairingView
from overture_partner.protocol.encoding import H32, base64url, from_base64url
from overture_partner.session.pairing_flow import Step, next_step, offer

QHASH = H32(b"questions")
LOCATOR = "HRWE"


def empty() -> PairingView:
    return PairingView("empty", LOCATOR)


def show(pairing: PairingView, **sent: str | None) -> PairingView:
    return msgspec.structs.replace(pairing, **sent)


def digest(message: str) -> str:
    return base64url(H32(from_base64url(message)))


def m1_of(record: Offering) -> str:
    return base64url(record.start.m1)


def reply_to(record: Offering, *, secret: str | None = None, qhash: bytes = QHASH) -> tuple[Replied, str]:
    """What a joiner makes of A's m1; with a wrong secret if one is given."""
    step = next_step(Joining(LOCATOR, secret or record.secret, 0), show(empty(), m1=m1_of(record)), qhash)
    assert isinstance(step.record, Replied)
    assert step.fields is not None
    return step.record, step.fields["m2"]


def test_both_come_to_the_same_keys_and_say_again_what_was_not_heard() -> None:
    a = offer(LOCATOR, QHASH)
    said = next_step(a, empty(), QHASH)
    assert (said.do, said.record) == ("offer", a)
    b, m2 = reply_to(a)
    lobby = show(empty(), m1=m1_of(a))
    assert next_step(b, lobby, QHASH).fields == {"m2": m2}
    answer = next_step(a, show(lobby, m2=m2), QHASH)
    assert isinstance(answer.record, Answering)
    assert answer.do == "answer"
    assert next_step(answer.record, show(lobby, m2=m2), QHASH).fields == answer.fields
    assert answer.fields is not None
    lobby = show(lobby, m2=m2, m3=answer.fields["m3"], stage="answered")
    keyed = next_step(b, lobby, QHASH)
    assert isinstance(keyed.record, Keyed)
    assert keyed.do == "confirm"
    assert next_step(keyed.record, lobby, QHASH).do == "confirm"
    done, hers = next_step(answer.record, None, QHASH), next_step(keyed.record, None, QHASH)
    assert isinstance(done.record, Paired)
    assert isinstance(hers.record, Paired)
    assert done.record.keys == hers.record.keys == keyed.record.keys
    assert done.do is None
    assert hers.do is None


def test_every_m1_is_counted_and_after_three_the_code_is_spent() -> None:
    record = offer(LOCATOR, QHASH)
    secret, seen = record.secret, {m1_of(record)}
    for tries in range(2, MOST_TRIES + 1):
        _, m2 = reply_to(record, secret="0000")
        step = next_step(record, show(empty(), m1=m1_of(record), m2=m2), QHASH)
        assert isinstance(step.record, Offering)
        assert (step.record.tries, step.record.secret, step.record.problem) == (tries, secret, "wrong-code")
        assert step.do == "reject"
        assert step.fields == {"m2": digest(m2), "m1": m1_of(step.record)}
        record = step.record
        seen.add(m1_of(record))
    assert len(seen) == MOST_TRIES
    _, m2 = reply_to(record, secret="0000")
    step = next_step(record, show(empty(), m1=m1_of(record), m2=m2), QHASH)
    assert step.record == Spent(LOCATOR, "wrong-code")
    assert step.fields == {"m2": digest(m2)}
    other = PairingView("empty", "7777")
    assert next_step(step.record, other, QHASH) == Step(step.record)
    requested = msgspec.structs.replace(step.record, requested=True)
    assert next_step(requested, empty(), QHASH) == Step(requested, "renew", {"spent": LOCATOR})
    fresh = next_step(requested, other, QHASH)
    assert isinstance(fresh.record, Offering)
    assert (fresh.record.locator, fresh.record.tries, fresh.record.code) == ("7777", 1, 2)
    assert fresh.record.secret != secret


def test_one_m1_answers_one_m2_however_often_the_hub_shows_it() -> None:
    record = offer(LOCATOR, QHASH)
    _, m2 = reply_to(record, secret="0000")
    lobby = show(empty(), m1=m1_of(record), m2=m2)
    first = next_step(record, lobby, QHASH)
    again = next_step(first.record, lobby, QHASH)
    assert again.record == first.record
    assert (again.do, again.fields) == (first.do, first.fields)


def test_a_guest_who_goes_after_a_good_m2_has_used_the_code_up() -> None:
    record = offer(LOCATOR, QHASH)
    _, m2 = reply_to(record)
    answering = next_step(record, show(empty(), m1=m1_of(record), m2=m2), QHASH).record
    assert record.secret not in str(msgspec.to_builtins(answering))
    step = next_step(answering, empty(), QHASH)
    assert step.record == Spent(LOCATOR, "left")
    assert next_step(step.record, PairingView("empty", "7777"), QHASH) == Step(step.record)
    assert next_step(step.record, show(empty(), m1=m1_of(record), m2=m2), QHASH).do == "reject"


def test_a_guest_who_goes_before_the_m2_was_read_leaves_m1_as_it_was() -> None:
    record = offer(LOCATOR, QHASH)
    step = next_step(record, empty(), QHASH)
    assert (step.record, step.fields) == (record, {"m1": m1_of(record)})


def test_an_m1_that_is_not_ones_own_is_never_waited_for() -> None:
    record, another = offer(LOCATOR, QHASH), offer(LOCATOR, QHASH)
    for m2 in (None, base64url(bytes(146))):
        step = next_step(record, show(empty(), m1=m1_of(another), m2=m2), QHASH)
        assert step.record == Spent(LOCATOR, "left")


def test_a_hub_that_claims_a_partner_gets_nobody_keyed() -> None:
    for record in (offer(LOCATOR, QHASH), Joining(LOCATOR, "SPRQ", 0)):
        step = next_step(record, None, QHASH)
        assert step.record == record
        assert step.do is None


def test_other_questions_are_an_error_of_their_own_on_both_sides() -> None:
    record = offer(LOCATOR, QHASH)
    _, m2 = reply_to(record, qhash=H32(b"other questions"))
    step = next_step(record, show(empty(), m1=m1_of(record), m2=m2), QHASH)
    assert isinstance(step.record, Offering)
    assert step.record.problem == "different-questions"


@pytest.mark.parametrize("m3", [base64url(bytes(64)), "", "not base64url!"])
def test_a_joiner_with_a_bad_m3_gives_the_seat_back_and_has_no_keys(m3: str) -> None:
    record = offer(LOCATOR, QHASH)
    b, m2 = reply_to(record)
    step = next_step(b, show(empty(), m1=m1_of(record), m2=m2, m3=m3), QHASH)
    assert isinstance(step.record, Failed)
    assert step.do == "reject"


def test_a_joiner_sends_one_m2_per_try_and_none_after_three() -> None:
    first, second = offer(LOCATOR, QHASH), offer(LOCATOR, QHASH)
    b, _ = reply_to(first)
    assert next_step(b, show(empty(), m1=m1_of(second)), QHASH).record == b
    spent = next_step(Joining(LOCATOR, "SPRQ", MOST_TRIES), show(empty(), m1=m1_of(first)), QHASH)
    assert spent.record == Failed("spent")
    assert spent.do == "reject"


@pytest.mark.parametrize("m1", ["", base64url(bytes(98)), base64url(bytes(97)), "?"])
def test_a_bad_m1_is_answered_by_no_m2(m1: str) -> None:
    step = next_step(Joining(LOCATOR, "SPRQ", 0), show(empty(), m1=m1), QHASH)
    assert step.record == Failed("bad-pairing")
    assert step.do == "reject"


LOBBIES = [
    show(empty(), stage=stage, m1=m1, m2=m2, m3=m3, locator=locator)
    for stage in ("empty", "joining", "replied", "answered")
    for m1, m2, m3 in ((None, None, None), ("AA", None, None), ("AA", "BB", None), ("AA", "BB", "CC"))
    for locator in (LOCATOR, "7777")
]


@pytest.mark.parametrize("lobby", LOBBIES)
def test_paired_is_final_whatever_a_hub_shows(lobby: PairingView) -> None:
    """It hears the same bytes again, and nothing makes keys, codes or guesses."""
    record = offer(LOCATOR, QHASH)
    b, m2 = reply_to(record)
    answering = next_step(record, show(empty(), m1=m1_of(record), m2=m2), QHASH)
    assert answering.fields is not None
    a = next_step(answering.record, None, QHASH).record
    assert next_step(a, lobby, QHASH) == Step(a, "answer", answering.fields)
    keyed = next_step(b, show(empty(), m1=m1_of(record), m2=m2, m3=answering.fields["m3"]), QHASH).record
    joined = next_step(keyed, None, QHASH).record
    assert next_step(joined, lobby, QHASH) == Step(joined, "confirm", {})
