"""What the setup says where it may install nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("bash", "cat", "dirname", "id")
PROGRAMS = "chromium firefox-esr webkit2gtk-driver xvfb redis-server docker-compose caddy"


@pytest.mark.parametrize("asked", ["programs", "venv"])
def test_what_is_missing_is_named_where_nothing_can_be_installed(tmp_path: Path, asked: str) -> None:
    for name in NEEDED:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [ROOT / "tools" / "setup.sh", asked],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"The tests need programs that are not here. Install these and try again: {PROGRAMS}" in done.stderr
    assert f"sudo apt-get install --no-install-recommends {PROGRAMS}" in done.stderr
    assert done.stdout == ""
