"""What a URL tells of an engine."""

import ssl

import pytest

from overture.engine_address import Address, AddressError, address_of


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("redis://store", Address("store")),
        ("redis://store:7000/0", Address("store", 7000)),
        ("redis+cluster://store:7000", Address("store", 7000)),
        ("redis://[::1]:7000", Address("::1", 7000)),
        ("unix:///run/engine.sock", Address(path="/run/engine.sock")),
        ("unix:///run/the%20engine.sock?db=3", Address(path="/run/the engine.sock", greeting=(("SELECT", 3),))),
        ("redis://:p%40ss@store/2", Address("store", greeting=(("AUTH", "p@ss"), ("SELECT", 2)))),
        ("unix://overture:@/e.sock", Address(path="/e.sock", greeting=(("AUTH", "overture", ""),))),
        ("redis://me:p@store", Address("store", greeting=(("AUTH", "me", "p"),))),
    ],
)
def test_a_url_says_where_and_what_to_say_first(url: str, address: Address) -> None:
    assert address_of(url) == address


def test_a_node_is_elsewhere_and_all_else_is_the_same() -> None:
    address = address_of("redis+cluster://:p@store:7000")
    assert address.at("fd00::1:7001") == Address("fd00::1", 7001, greeting=address.greeting)


@pytest.mark.parametrize(
    ("options", "mode", "name"),
    [
        ("", ssl.CERT_REQUIRED, True),
        ("?ssl_check_hostname=false", ssl.CERT_REQUIRED, False),
        ("?ssl_cert_reqs=optional", ssl.CERT_OPTIONAL, True),
        ("?ssl_cert_reqs=none", ssl.CERT_NONE, False),
    ],
)
def test_certificates_are_checked_unless_the_url_says_otherwise(options: str, mode: ssl.VerifyMode, name: bool) -> None:
    for scheme in ("rediss", "rediss+cluster"):
        context = address_of(f"{scheme}://store{options}").tls
        assert context is not None
        assert (context.verify_mode, context.check_hostname) == (mode, name)
    assert address_of("redis://store").tls is None


@pytest.mark.parametrize(
    "url",
    [
        "redis://:1?canary=canary@store",
        "redis://me?canary=canary@store",
        "redis://:canary?canary=1@store",
        "redis://:can#canary@store",
        "redis://:can/canary@store",
        "redis://:can[canary@store",
        "rediss://store/canary?ssl_password=canary",
        "rediss://store?ssl_cert_reqs=canary",
    ],
)
def test_no_part_of_a_password_that_was_written_wrongly_is_named(url: str) -> None:
    with pytest.raises(AddressError) as raised:
        address_of(url)
    assert "canary" not in str(raised.value)


def test_a_password_of_a_key_may_hold_any_character() -> None:
    assert address_of("rediss://store?ssl_password=a@b").host == "store"
