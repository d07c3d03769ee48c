"""Rates, and whose request counts as whose."""

import ipaddress

import pytest

from overture.setting_values import Rate
from overture.web import rate_limits
from overture.web.rate_limits import WIDER, ConnectionQuota, GuessLimit, RateLimit, resolve_caller

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


def test_a_rate_holds_per_key_and_stretch() -> None:
    now = 600.0
    limit = RateLimit(Rate(2, 60), b"secret", lambda: now)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now += 60
    assert limit.allows("a")


def test_a_wider_network_has_a_rate_of_its_own_that_one_caller_alone_does_not_use_up() -> None:
    limit = RateLimit(Rate(2, 60), b"secret", lambda: 0.0)
    assert [limit.allows("loud", "wide") for _ in range(1000)].count(True) == 2
    assert [limit.allows(f"quiet {n}", "wide") for n in range(1000)].count(True) == 2 * WIDER - 2
    assert limit.is_used_up("another", "wide")
    assert not limit.is_used_up("another", "elsewhere")


def test_too_many_wrong_guesses_are_held_against_those_who_guessed_wrong_and_no_other() -> None:
    now = 0.0
    guesses = GuessLimit(Rate(3, 60), b"secret", lambda: now)
    for n in range(3):
        assert guesses.allows("wrong")
        guesses.count_wrong("wrong", "wide" if n else "other")
    assert not guesses.allows("wrong")
    assert guesses.allows("right")
    assert guesses.allows("next door", "wide")
    now += 60
    assert guesses.allows("wrong")


def test_connections_of_a_wider_network_are_counted_too() -> None:
    quota = ConnectionQuota(2, b"secret")
    taken = [slot for n in range(100) if (slot := quota.acquire(f"{n}", "wide")) is not None]
    assert len(taken) == 2 * WIDER
    assert quota.acquire("0") is not None
    quota.release(taken.pop())
    assert quota.acquire("new", "wide") is not None


def test_what_is_kept_is_bounded_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_KEYS", 10)
    limit = RateLimit(Rate(1, 60), b"secret", lambda: 0.0)
    for n in range(100):
        limit.allows(f"192.0.2.{n}")
        assert len(limit.counts) <= 10
    assert all(b"192" not in key for key in limit.counts)


def test_connections_are_counted_per_caller() -> None:
    quota = ConnectionQuota(2, b"secret")
    first, second = quota.acquire("a"), quota.acquire("a")
    assert first is not None
    assert second is not None
    assert quota.acquire("a") is None
    assert quota.acquire("b") is not None
    quota.release(first)
    assert quota.acquire("a") is not None
    assert quota.acquire("a") is None


def test_nothing_is_kept_of_closed_connections_and_no_address_of_open_ones() -> None:
    quota = ConnectionQuota(2, b"secret")
    taken = [slot for n in range(100) if (slot := quota.acquire(f"192.0.2.{n}")) is not None]
    assert all(b"192" not in name for name in quota.open)
    for slot in taken:
        quota.release(slot)
    assert quota.open == {}


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
    assert resolve_caller(client, forwarded, PROXIES) == counts_as


def test_nobody_is_trusted_unless_named() -> None:
    assert resolve_caller("10.0.0.1", ["203.0.113.9"], ()) == ("10.0.0.1",)
