"""security.txt (RFC 9116): there if the operator names a contact, and only then."""

import re
from datetime import UTC, datetime, timedelta

from overture.web.security_txt import security_txt_of
from tests.server.wired import Clock, world
from tests.support.engines import Engine

PATH = "/.well-known/security.txt"
CONTACTS = ("mailto:security@example.org", "https://example.org/report")


async def test_without_a_contact_there_is_none(valkey_only: Engine) -> None:
    async with world(valkey_only.url) as hub:
        answer = await hub.get(PATH)
    assert (answer.status, answer.json["code"]) == (404, "not-found")


async def test_a_contact_is_served_as_the_standard_says(valkey_only: Engine) -> None:
    clock = Clock()
    async with world(valkey_only.url, clock, security_contact=CONTACTS) as hub:
        answer = await hub.get(PATH)
        foreign = await hub.get(PATH, host="elsewhere.example.org")
        unsafe = await hub.post(PATH, {})
        clock.ahead = timedelta(days=10).total_seconds()
        later = await hub.get(PATH)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    *contacts, expires = answer.body.decode().splitlines()
    assert contacts == [f"Contact: {each}" for each in CONTACTS]
    when = datetime.strptime(expires, "Expires: %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=28) < when - datetime.now(UTC) < timedelta(days=365)
    assert foreign.status == 403
    assert unsafe.status == 405
    assert later.body > answer.body


def test_each_line_is_a_field() -> None:
    """RFC 9116, section 4: a name, a colon, a space and a value; one Expires, which is an RFC 3339 time in UTC."""
    text = security_txt_of(CONTACTS, 1_800_000_000)
    assert text == (
        "Contact: mailto:security@example.org\nContact: https://example.org/report\nExpires: 2027-02-14T00:00:00Z\n"
    )
    assert all(re.fullmatch(r"[A-Za-z-]+: [!-~]+", line) for line in text.splitlines())
