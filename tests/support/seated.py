"""Phones that are in a conversation already, for tests of what comes after: pairing costs as much as most of those.

Each has its seat at the hub, the keys that both share, and what a phone stores of a pairing. The pairing itself is gone
through where it is tested.
"""

import os
from typing import Any

from overture.core import encoding
from tests.support.browser import Phone
from tests.support.inside import INSIDE
from tests.support.seats import paired
from tests.support.shelf import PICTURE

KEYS = {"SID": 32, "kA": 32, "kB": 32, "sas": 8}
"""Bytes of each."""

STORE = (
    """async ({ keys, m3, ...seat }) => {"""
    + INSIDE
    + """
  const { addSession, choose } = await inside('storage/session-store');
  const { EMPTY } = await inside('model/log');
  const { NO_SCENE } = await inside('model/scene');
  if (m3) seat.pairing.m3 = Uint8Array.from(m3);
  await addSession({
    ...seat, keys: Object.fromEntries(Object.entries(keys).map(([name, bytes]) => [name, Uint8Array.from(bytes)])),
    secret: null, added: 0, problem: null, expires: 0, view: null, paired: false, codes: 1, log: EMPTY, made: [],
    scene: NO_SCENE, contradicted: false, burnt: [], hub: location.origin, created: Math.floor(Date.now() / 1000),
  });
  choose(seat.id);
}"""
)


def seat(mia: Phone, sam: Phone, *, ready: bool = True) -> None:
    """Open a new conversation on both phones, which are paired in it; both people are `ready`, or neither."""
    a, b, m2, m3 = paired(mia.home, ready=ready)
    both = {
        "keys": {name: list(os.urandom(size)) for name, size in KEYS.items()},
        "locator": a["locator"],
        "qhash": a["qhash"],
    }
    answered = {"kind": "answered", "m2": encoding.digest(m2)}
    _store(mia, {**both, **_of(a, "A"), "tries": 1, "pairing": answered, "m3": list(m3)})
    _store(sam, {**both, **_of(b, "B"), "tries": 1, "pairing": {"kind": "confirmed"}})
    for phone in (mia, sam):
        phone.goto("/s")


def _of(given: Any, role: str) -> dict[str, Any]:
    return {"id": given["id"], "token": given["token"], "role": role}


def _store(phone: Phone, seat: dict[str, Any]) -> None:
    if phone.page.url != phone.home + PICTURE:
        phone.goto(PICTURE)
    phone.page.evaluate(STORE, seat)
