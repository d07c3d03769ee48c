"""Rates, and whose request counts as whose."""

import ipaddress

import pytest

from overture import limits
from overture.limits import Limit, caller
from overture.settings import Rate

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


def test_a_rate_holds_per_key_and_stretch() -> None:
    now = 600.0
    limit = Limit(Rate(2, 60), b"secret", lambda: now)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now += 60
    assert limit.allows("a")


def test_what_is_kept_is_bounded_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_KEYS", 10)
    limit = Limit(Rate(1, 60), b"secret", lambda: 0.0)
    for n in range(100):
        limit.allows(f"192.0.2.{n}")
        assert len(limit._counts) <= 10
    assert all(b"192" not in key for key in limit._counts)


@pytest.mark.parametrize(
    ("client", "forwarded", "counts_as"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9", "10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["junk"], "unknown"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:9::", [], "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
        ("", [], "unknown"),
    ],
)
def test_whose_request_it_is(client: str, forwarded: list[str], counts_as: str) -> None:
    assert caller(client, forwarded, PROXIES) == counts_as


def test_nobody_is_trusted_unless_named() -> None:
    assert caller("10.0.0.1", ["203.0.113.9"], ()) == "10.0.0.1"
