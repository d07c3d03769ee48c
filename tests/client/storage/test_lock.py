"""The lock's own arithmetic: what it seals comes back as it was, and only with its passphrase."""

import re
from typing import Any

from playwright.sync_api import Page

from tests.client.modules import ROOT, run

SECRET = r"store\((?:'sessions'|'seals'|'inners'|name)\)"


def locked(page: Page, body: str, value: Any = None) -> Any:
    return run(page, "storage/lock-passphrase.js", body, value)


def test_values_come_back_as_they_were(page: Page) -> None:
    kept = locked(
        page,
        """const {stored, key} = await code.makeLock('Grüße und Küsse');
        const made = {bytes: Uint8Array.of(1, 2), text: value, list: [value, null, 3, true], none: new Uint8Array(0)};
        // Another keyboard makes the same letters out of two signs each.
        const again = await code.openLock(stored, 'Grüße und Küsse'.normalize('NFD'));
        const back = again.open(key.seal(made));
        const sealed = new TextDecoder().decode(key.seal(made));
        return {back: {...back, bytes: [...back.bytes], none: [...back.none]}, kind: back.none.constructor.name,
          text: again.openText(key.sealText(value)), hidden: !sealed.includes(value)};""",
        "bAQI",
    )
    assert kept == {
        "back": {"bytes": [1, 2], "text": "bAQI", "list": ["bAQI", None, 3, True], "none": []},
        "kind": "Uint8Array",
        "text": "bAQI",
        "hidden": True,
    }


def test_another_passphrase_or_another_lock_opens_nothing(page: Page) -> None:
    outcome = locked(
        page,
        """const [one, other] = [await code.makeLock('the same for both'), await code.makeLock('the same for both')];
        const wrong = await code.openLock(one.stored, 'The same for both');
        const tampered = await code.openLock({...one.stored, sealed: other.stored.sealed}, 'the same for both');
        const opens = (sealed) => { try { return other.key.open(sealed); } catch (error) { return error.kind; } };
        return [wrong, tampered, opens(one.key.seal('text'))];""",
    )
    assert outcome == [None, None, "cannot open"]


def test_nothing_secret_is_written_or_read_past_the_lock() -> None:
    """Two files alone store records; a store that they name by a variable is one of the secret ones."""
    storage = ROOT / "client" / "static" / "js" / "storage"
    source = "".join((storage / f"{name}-store.js").read_text(encoding="utf-8") for name in ("session", "sealed"))
    written = re.findall(rf"{SECRET}\.(?:put|add)\((\w+)", source)
    assert len(written) >= 7
    assert set(written) == {"encrypt", "encryptRecord"}
    read = re.findall(rf"(\w*)[( ]+await done\({SECRET}\.get\(", source)
    assert len(read) >= 4
    assert set(read) <= {"decrypt"}
