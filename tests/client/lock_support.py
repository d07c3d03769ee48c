"""The lock of a phone on the screen: where it is set, changed or removed, and the door that asks for the passphrase."""

from collections.abc import Callable

from tests.client.elements_support import Screen
from tests.client.shell_page import INSIDE

LOCK = "<h1>Lock</h1><overture-lock data-phone></overture-lock>"
DOOR = "<h1>Door</h1><div id='door'></div>"
A_LOCK = (
    "async () => {"
    + INSIDE
    + """
  const { done, transact } = await inside('storage/database');
  const lock = { id: 'x', salt: new Uint8Array(16), sealed: new Uint8Array(64) };
  await transact(['settings'], 'readwrite', (store) => done(store('settings').put(lock, 'lock')));
}"""
)


def lock(mode: str) -> Callable[[Screen], None]:
    """Returns what shows the lock: `none` is set yet, or one is there to `change` or to switch `off`."""

    def show(screen: Screen) -> None:
        screen.show(LOCK)
        if mode != "none":
            screen.page.evaluate(A_LOCK)
        screen.page.locator("summary").click()
        if mode != "none":
            screen.press("Change the passphrase" if mode == "change" else "Remove the lock")

    return show


def door(screen: Screen) -> None:
    """Shows the door of a phone that is locked."""
    screen.show(DOOR)
    screen.page.evaluate(
        "async () => {"
        + INSIDE
        + """
          const { drawLock } = await inside('ui/lock-door');
          document.querySelector('#door').append(drawLock(() => {}));
        }"""
    )
