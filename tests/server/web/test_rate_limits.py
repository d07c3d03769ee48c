"""Rates, and whose request counts as whose."""

import ipaddress

import pytest

from overture.settings import Rate
from overture.web import rate_limits
from overture.web.rate_limits import WIDER, Guesses, Limit, Places, caller

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


def test_a_rate_holds_per_key_and_stretch() -> None:
    now = 600.0
    limit = Limit(Rate(2, 60), b"secret", lambda: now)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now += 60
    assert limit.allows("a")


def test_a_wider_network_has_a_rate_of_its_own_that_one_caller_alone_does_not_use_up() -> None:
    limit = Limit(Rate(2, 60), b"secret", lambda: 0.0)
    assert [limit.allows("loud", "wide") for _ in range(1000)].count(True) == 2
    assert [limit.allows(f"quiet {n}", "wide") for n in range(1000)].count(True) == 2 * WIDER - 2
    assert limit.is_used_up("another", "wide")
    assert not limit.is_used_up("another", "elsewhere")


def test_too_many_wrong_guesses_are_held_against_those_who_guessed_wrong_and_no_other() -> None:
    now = 0.0
    guesses = Guesses(Rate(3, 60), b"secret", lambda: now)
    for n in range(3):
        assert guesses.hears("wrong")
        guesses.was_wrong("wrong", "wide" if n else "other")
    assert not guesses.hears("wrong")
    assert guesses.hears("right")
    assert guesses.hears("next door", "wide")
    now += 60
    assert guesses.hears("wrong")


def test_places_of_a_wider_network_are_counted_too() -> None:
    places = Places(2, b"secret")
    taken = [place for n in range(100) if (place := places.take(f"{n}", "wide")) is not None]
    assert len(taken) == 2 * WIDER
    assert places.take("0") is not None
    places.give_back(taken.pop())
    assert places.take("new", "wide") is not None


def test_what_is_kept_is_bounded_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_KEYS", 10)
    limit = Limit(Rate(1, 60), b"secret", lambda: 0.0)
    for n in range(100):
        limit.allows(f"192.0.2.{n}")
        assert len(limit._counts) <= 10
    assert all(b"192" not in key for key in limit._counts)


def test_places_are_taken_and_given_back_per_key() -> None:
    places = Places(2, b"secret")
    first, second = places.take("a"), places.take("a")
    assert first is not None
    assert second is not None
    assert places.take("a") is None
    assert places.take("b") is not None
    places.give_back(first)
    assert places.take("a") is not None
    assert places.take("a") is None


def test_of_places_that_were_given_back_nothing_is_kept_and_of_others_no_address() -> None:
    places = Places(2, b"secret")
    taken = [place for n in range(100) if (place := places.take(f"192.0.2.{n}")) is not None]
    assert all(b"192" not in name for name in places._taken)
    for place in taken:
        places.give_back(place)
    assert places._taken == {}


@pytest.mark.parametrize(
    ("client", "forwarded", "counts_as"),
    [
        ("192.0.2.1", [], ("192.0.2.1",)),
        ("192.0.2.1", ["203.0.113.9"], ("192.0.2.1",)),
        ("10.0.0.1", ["203.0.113.9"], ("203.0.113.9",)),
        ("10.0.0.1", ["198.51.100.1", "203.0.113.9"], ("203.0.113.9",)),
        ("10.0.0.1", ["203.0.113.9", "10.0.0.2"], ("203.0.113.9",)),
        ("10.0.0.1", [], ("10.0.0.1",)),
        ("10.0.0.1", ["junk"], ("unknown",)),
        ("2001:db8:1:2:3:4:5:6", [], ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("2001:db8:1:2:9::", [], ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("fe80::1%eth0", [], ("fe80::/64", "fe80::/48")),
        ("::ffff:192.0.2.1", [], ("192.0.2.1",)),
        ("", [], ("unknown",)),
    ],
)
def test_whose_request_it_is(client: str, forwarded: list[str], counts_as: tuple[str, ...]) -> None:
    assert caller(client, forwarded, PROXIES) == counts_as


def test_nobody_is_trusted_unless_named() -> None:
    assert caller("10.0.0.1", ["203.0.113.9"], ()) == ("10.0.0.1",)
