"""What can be set, and what is said about a value that cannot be used."""

from pathlib import Path

import pytest

from overture.setting_values import Link, Listen, Rate, SettingsError
from overture.settings import Settings, from_environment

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what somebody may set


def test_without_settings_a_hub_serves_this_machine_alone() -> None:
    settings = from_environment({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.workers, settings.redis_url) == ("127.0.0.1", 8000, 1, None)
    assert not settings.listens_beyond_this_machine


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = from_environment({
        "HOST": EVERYWHERE,
        "PORT": "8080",
        "DATA_DIR": str(tmp_path / "new"),
        "REDIS_URL": "rediss://store:6379/0",
        "WORKERS": "4",
        "ALLOWED_HOSTS": "Notes.example.org, localhost",
        "ALLOWED_ORIGINS": "https://Pages.example.org/, http://localhost:9000,*",
        "TRUSTED_PROXIES": "10.0.0.2, 172.16.0.0/12, fd00::/8",
        "QUESTIONS_DIR": str(tmp_path),
        "OPERATOR": "Robin",
        "HELP_LINKS": "A friend = https://example.org/help, Call = tel:+123",
        "LOG_LEVEL": "INFO",
        "ENGINE_MEMORY": "512",
        "RATE_START": "5/30",
        "RATE_JOIN": "6/30",
        "RATE_LOCATOR": "7/30",
        "RATE_UNKNOWN": "70/30",
        "RATE_COMMANDS": "8/1",
        "MAX_SOCKETS": "9",
        "SECURITY_CONTACT": "mailto:security@example.org, https://example.org/report",
        "METRICS": "0.0.0.0:9100",
        "METRICS_ANYWHERE": "Yes",
    })  # fmt: skip
    assert settings == Settings(
        host=EVERYWHERE,
        port=8080,
        data_dir=tmp_path / "new",
        redis_url="rediss://store:6379/0",
        workers=4,
        allowed_hosts=("notes.example.org", "localhost"),
        allowed_origins=("https://pages.example.org", "http://localhost:9000", "*"),
        trusted_proxies=("10.0.0.2/32", "172.16.0.0/12", "fd00::/8"),
        questions_dir=tmp_path,
        operator="Robin",
        help_links=(Link("A friend", "https://example.org/help"), Link("Call", "tel:+123")),
        log_level="info",
        engine_memory=512,
        rate_start=Rate(5, 30),
        rate_join=Rate(6, 30),
        rate_locator=Rate(7, 30),
        rate_unknown=Rate(70, 30),
        rate_commands=Rate(8, 1),
        max_sockets=9,
        security_contact=("mailto:security@example.org", "https://example.org/report"),
        metrics=Listen(EVERYWHERE, 9100),
        metrics_anywhere=True,
    )
    assert settings.listens_everywhere
    assert settings.listens_beyond_this_machine


def test_empty_is_not_set() -> None:
    assert from_environment({"PORT": " ", "REDIS_URL": ""}) == Settings()


def test_the_command_line_comes_first() -> None:
    assert from_environment({"PORT": "1", "WORKERS": "2"}, port="3").port == 3
    assert from_environment({"PORT": "1", "WORKERS": "2"}, port="3").workers == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_loopback_is_this_machine_alone(host: str) -> None:
    assert not from_environment({"HOST": host}).listens_beyond_this_machine


@pytest.mark.parametrize(
    ("name", "value", "must"),
    [
        ("PORT", "x", "a number between 1 and 65535"),
        ("PORT", "0", "a number between 1 and 65535"),
        ("PORT", "65536", "a number between 1 and 65535"),
        ("PORT", "-1", "a number between 1 and 65535"),
        ("PORT", "８", "a number between 1 and 65535"),
        ("WORKERS", "0", "a number between 1 and 64"),
        ("HOST", "http://x", "an address or a name of this machine"),
        ("ALLOWED_HOSTS", "https://notes.example.org", "names without scheme and port"),
        ("ALLOWED_HOSTS", "notes.example.org:443", "names without scheme and port"),
        ("ALLOWED_ORIGINS", "pages.example.org", "addresses without a path"),
        ("ALLOWED_ORIGINS", "http://pages.example.org", "addresses without a path"),
        ("ALLOWED_ORIGINS", "https://pages.example.org/start", "addresses without a path"),
        ("ALLOWED_ORIGINS", "https://pages.example.org https://b.example", "addresses without a path"),
        ("ALLOWED_ORIGINS", "https://*.example.org", "addresses without a path"),
        ("ALLOWED_ORIGINS", "null", "addresses without a path"),
        ("TRUSTED_PROXIES", "everyone", "addresses or networks"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "addresses or networks"),
        ("QUESTIONS_DIR", "/nowhere", "a folder that exists"),
        ("HELP_LINKS", "https://example.org", "links separated by commas"),
        ("HELP_LINKS", "x = javascript:alert(1)", "links separated by commas"),
        ("LOG_LEVEL", "loud", "one of debug, info, warning, error"),
        ("ENGINE_MEMORY", "1", "a number between 16 and 1048576"),
        ("SECURITY_CONTACT", "me@example.org", "addresses separated by commas"),
        ("SECURITY_CONTACT", "http://example.org", "addresses separated by commas"),
        ("SECURITY_CONTACT", "mailto:a@example.org\nExpires: never", "addresses separated by commas"),
        ("SECURITY_CONTACT", "mailto:ä@example.org", "addresses separated by commas"),
        ("METRICS", "9100", "a numeric address and a port"),
        ("METRICS", "store:9100", "a numeric address and a port"),
        ("METRICS", "127.0.0.1:65473", "a numeric address and a port up to 65472"),
        ("METRICS_ANYWHERE", "1", "yes or no"),
        ("RATE_JOIN", "10", "a number of times per number of seconds"),
        ("RATE_JOIN", "0/60", "a number of times per number of seconds"),
        ("RATE_JOIN", "²/60", "a number of times per number of seconds"),
        ("RATE_JOIN", "10/٦٠", "a number of times per number of seconds"),
        ("RATE_JOIN", "10/" + "9" * 5000, "a number of times per number of seconds"),
        ("PORT", "9" * 5000, "a number between 1 and 65535"),
        ("METRICS", "127.0.0.1:" + "9" * 5000, "a numeric address and a port"),
        ("DATA_DIR", "~nobody-of-this-name/data", "the path of a folder"),
        ("QUESTIONS_DIR", "~nobody-of-this-name/sets", "a folder that exists"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str, must: str) -> None:
    with pytest.raises(SettingsError) as raised:
        from_environment({name: value})
    assert str(raised.value).startswith(f"{name} must be {must}")
    assert str(raised.value).endswith(f"but is '{value}'")


def test_an_engine_url_is_not_repeated_as_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as raised:
        from_environment({"REDIS_URL": "http://user:canary@store"})
    assert "canary" not in str(raised.value)
    assert "redis://" in str(raised.value)


@pytest.mark.parametrize(
    ("url", "must"),
    [
        ("redis://:canary@store:70000", "must be an address with a port"),
        ("unix://user:canary@", "must be an address with the path of a socket"),
        ("redis://:canary@store/first", "must be an address whose database is a number"),
        ("redis://:canary@store/" + "9" * 5000, "must be an address whose database is a number"),
        ("redis://:canary@store?retry=canary", "must be an address with no other options than db, .*, not 'retry'"),
        ("rediss://:canary@store?ssl_cert_reqs=canary", "must be an address whose ssl_cert_reqs is one of"),
        ("rediss+cluster://:canary@store?ssl_ca_certs=/canary", "names a certificate that cannot be used"),
    ],
)
def test_an_engine_url_that_cannot_be_used_is_told_at_the_start(url: str, must: str) -> None:
    with pytest.raises(SettingsError, match=must) as raised:
        from_environment({"REDIS_URL": url})
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.5", "172.30.86.3", "[::1]", "[fd00::1]"])
def test_metrics_are_for_private_addresses(host: str) -> None:
    metrics = from_environment({"METRICS": f"{host}:9100"}).metrics
    assert metrics == Listen(host.strip("[]"), 9100)


@pytest.mark.parametrize("host", [EVERYWHERE, "[::]", "8.8.8.8", "[2606:4700::1]"])
def test_metrics_on_any_other_address_have_to_be_meant(host: str) -> None:
    with pytest.raises(SettingsError) as raised:
        from_environment({"METRICS": f"{host}:9100"})
    assert str(raised.value).startswith(f"METRICS must have a private address, but is '{host}:9100'.")
    assert "set METRICS_ANYWHERE to yes" in str(raised.value)
    assert from_environment({"METRICS": f"{host}:9100", "METRICS_ANYWHERE": "yes"}).metrics is not None
