"""WebKit and Firefox as Debian has them, each in a process of its own and driven by WebDriver.

WebKit has a driver that speaks http. Firefox has Marionette inside, with the same commands under other names.
Source: https://www.w3.org/TR/webdriver2/, and https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html.
"""

import http.client
import json
import os
import platform
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.support.hub import free_port
from tests.support.process import Program

PATIENCE = 30
"""Seconds that one command may take on a busy machine."""
LOST = 10
"""Seconds after which no answer to a script will come. WebKit may give none where the page is left at that moment; it
answers the next."""
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""By which a reference to an element is known (WebDriver, section 12.1)."""
MINI_BROWSER = Path(f"/usr/lib/{platform.machine()}-linux-gnu/webkit2gtk-4.1/MiniBrowser")
SIZE = {"x": 0, "y": 0, "width": 447, "height": 720}
"""Of a window, in pixels: WebKit's MiniBrowser is no narrower, as its toolbar is not."""
NARROW = {**SIZE, "width": 360}
"""That of a small phone, for a browser whose own frame is next to nothing."""
SMALL_TOOLBAR = "* { font-size: 4px; padding: 0; margin: 0; min-width: 0; min-height: 0; border-width: 0 }"
"""For the frame of WebKit's MiniBrowser, which is as wide as its toolbar. No page sees it."""
NO_TOOLBAR = ":root { min-width: 0 !important } #navigator-toolbox { display: none }"
"""The same for Firefox."""
QUIET: dict[str, str | float | bool] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.download.alwaysOpenPanel": False,
    "browser.download.folderList": 2,
    "browser.helperApps.neverAsk.saveToDisk": "text/html",
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.newtab.preload": False,
    "browser.newtabpage.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_beforeunload": True,
    "dom.ipc.processPrelaunch.enabled": False,
    "extensions.update.enabled": False,
    "focusmanager.testmode": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disableIPv6": True,
    "network.proxy.type": 0,
    "services.settings.server": "data:,#none",
    "toolkit.legacyUserProfileCustomizations.stylesheets": True,
    "toolkit.telemetry.server": "data:,",
}
"""For Firefox: nothing is asked of Mozilla, nothing of the person, no page is made ready that nobody opens, and every
window has the focus."""

NAMES = {
    "GET url": "GetCurrentURL",
    "POST url": "Navigate",
    "POST back": "Back",
    "POST refresh": "Refresh",
    "POST window/rect": "SetWindowRect",
    "POST execute/sync": "ExecuteScript",
    "POST execute/async": "ExecuteAsyncScript",
    "POST timeouts": "SetTimeouts",
    "POST actions": "PerformActions",
    "GET screenshot": "TakeScreenshot",
}
OF_ELEMENTS = {"click": "ElementClick", "value": "ElementSendKeys", "clear": "ElementClear"}


class Refused(Exception):
    """The browser did not do it; `kind` is the error code of WebDriver, section 6.6."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class Wire(Protocol):
    """The way to one browser."""

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any: ...

    def close(self) -> None: ...


class HttpWire:
    """WebDriver over http, as WebKitWebDriver speaks it."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._port = port
        self._session = ""
        made = self.send("POST", "session", {"capabilities": {"alwaysMatch": capabilities}})
        self._session = f"session/{made['sessionId']}/"
        self.version = str(made["capabilities"].get("browserVersion", ""))

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        patience = LOST if path.startswith("execute/") else 2 * PATIENCE
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=patience)
        try:
            text = json.dumps(body or {}) if method == "POST" else None
            connection.request(method, f"/{self._session}{path}".rstrip("/"), text)
            value = json.loads(connection.getresponse().read())["value"]
        except TimeoutError as lost:
            raise Refused("timeout", f"{path} was not answered within {patience} s") from lost
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise Refused(value["error"], value.get("message", ""))
        return value

    def close(self) -> None:
        with suppress(OSError, Refused, http.client.HTTPException):
            self.send("DELETE", "")


class MarionetteWire:
    """The same commands over Marionette: `length:[0, id, name, body]`, and `length:[1, id, error, result]` back."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._count = 0
        self._read()
        made = self._call("WebDriver:NewSession", {"acceptInsecureCerts": True})
        self.version = str(made["capabilities"]["browserVersion"])

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        of_element = re.fullmatch(r"element/([^/]+)/(\w+)", path)
        if of_element is not None:
            name, body = OF_ELEMENTS[of_element[2]], {**(body or {}), "id": of_element[1]}
        else:
            name = NAMES[f"{method} {path}"]
        result = self._call(f"WebDriver:{name}", body or {})
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _call(self, name: str, body: dict[str, Any]) -> Any:
        self._count += 1
        frame = json.dumps([0, self._count, name, body]).encode()
        self._socket.sendall(b"%d:%b" % (len(frame), frame))
        _, _, error, result = self._read()
        if error is not None:
            raise Refused(error["error"], error["message"])
        return result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            byte = self._stream.read(1)
            assert byte, "Firefox has closed the connection"
            length += byte
        return json.loads(self._stream.read(int(length[:-1])))

    def close(self) -> None:
        with suppress(OSError, AssertionError, Refused):
            self._call("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._stream.close()
        self._socket.close()


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees, for a browser that has no mode without one. Its name, as DISPLAY has it."""
    with Program("Xvfb", ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]) as server:
        yield f":{server.wait_for(r'^[0-9]+$')[0]}"


def needs(program: str | Path, package: str) -> str:
    """The path of a program; the test fails with what to install where it is not there."""
    found = shutil.which(str(program))
    if found is None:
        pytest.fail(f"The tests drive {Path(program).name}: install it (Debian: apt-get install {package})")
    return found


def _home(folder: Path) -> dict[str, str]:
    """The environment of a browser that knows nothing of whoever runs the tests, and saves files to `folder`/saved."""
    (folder / "saved").mkdir()
    (folder / ".config").mkdir()
    (folder / ".config" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/saved"\n')
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "LANG": "C.UTF-8",
    }


@contextmanager
def webkit(folder: Path, *, for_pictures: bool = False, dark: bool = False) -> Iterator[Wire]:
    """A WebKit whose storage is its own and gone at the end.

    Args:
        folder: For all that it writes.
        for_pictures: Whether pictures are taken of it: its window is as wide as a small phone then.
        dark: As the person prefers pages.
    """
    driver, port = needs("WebKitWebDriver", "webkit2gtk-driver"), free_port()
    needs("Xvfb", "xvfb")
    options = {"binary": needs(MINI_BROWSER, "webkit2gtk-driver"), "args": ["--automation"]}
    with screen() as display:
        env = {
            **_home(folder),
            "DISPLAY": display,
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            # Without a graphics card, layers that one would put together take a quarter of all that a page takes. But
            # only what was put together can be taken a picture of.
            "WEBKIT_DISABLE_COMPOSITING_MODE": "0" if for_pictures else "1",
            "GDK_BACKEND": "x11",
            "GTK_THEME": "Adwaita:dark" if dark else "Adwaita",
        }
        if for_pictures:
            (folder / ".config" / "gtk-3.0").mkdir()
            (folder / ".config" / "gtk-3.0" / "gtk.css").write_text(SMALL_TOOLBAR)
        with Program("WebKitWebDriver", [driver, f"--port={port}"], env=env):
            listening(port)
            wire = HttpWire(port, {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options})
            yield from _until_closed(wire, NARROW if for_pictures else SIZE)


@contextmanager
def firefox(folder: Path, *, for_pictures: bool = False, dark: bool = False) -> Iterator[Wire]:
    """A Firefox with a profile of its own; the rest as for WebKit."""
    program, port = needs("firefox-esr", "firefox-esr"), free_port()
    env = _home(folder)
    prefs = {
        **QUIET,
        "marionette.port": port,
        "browser.download.dir": str(folder / "saved"),
        "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
        "ui.useOverlayScrollbars": int(for_pictures),
    }
    profile = folder / "profile"
    profile.mkdir()
    if for_pictures:
        (profile / "chrome").mkdir()
        (profile / "chrome" / "userChrome.css").write_text(NO_TOOLBAR)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items()]
    (profile / "user.js").write_text("".join(lines))
    command = [program, "--marionette", "--headless", "--no-remote", "--profile", str(profile)]
    with Program("firefox-esr", command, env=env) as browser:
        browser.wait_for(r"Listening on port")
        yield from _until_closed(MarionetteWire(port), NARROW if for_pictures else SIZE)


def _until_closed(wire: Any, size: dict[str, int]) -> Iterator[Any]:
    try:
        wire.send("POST", "timeouts", {"script": PATIENCE * 1000, "pageLoad": PATIENCE * 1000, "implicit": 0})
        wire.send("POST", "window/rect", size)
        yield wire
    finally:
        wire.close()


def listening(port: int) -> None:
    """Return when somebody listens on a port of this machine."""
    while True:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
            return


ENGINES: dict[str, Callable[..., Any]] = {"webkit": webkit, "firefox": firefox}
