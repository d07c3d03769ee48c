"""A clock that a hub in another process goes by, and that a test can put forward."""

import time
from datetime import UTC, datetime
from pathlib import Path

_ON_START = """
import pathlib
import time

_real, _ahead = time.time, pathlib.Path(__file__).with_name("ahead")
time.time = lambda: _real() + float(_ahead.read_text())
"""


class HubClock:
    """`folder` goes into the PYTHONPATH of the hub; the engine keeps its own time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ahead = folder / "ahead"
        self._ahead.write_text("0")
        (folder / "sitecustomize.py").write_text(_ON_START)

    def forward(self, hours: int) -> datetime:
        """Put it forward by so much from now; what it shows then."""
        self._ahead.write_text(str(hours * 3600))
        return datetime.fromtimestamp(time.time() + hours * 3600, UTC)
