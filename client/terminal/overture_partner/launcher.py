"""The entry point of the command `overture-partner`: checks what has to be installed, then runs the command.

A first user may lack what no Python package brings. They read what to install, and no traceback.
"""

import importlib
import os
import sys

from overture_common.standard_output import run_command
from overture_partner import verify
from overture_partner.i18n import preferred_language, set_language, t

LIBSODIUM = (1, 0, 18)
"""The first version of libsodium that has ristretto255."""
INSTALL = {
    "needs.libsodium": (
        "Debian, Ubuntu: sudo apt-get install libsodium23",
        "Fedora: sudo dnf install libsodium",
        "Arch: sudo pacman -S libsodium",
        "macOS, Homebrew: brew install libsodium",
    )
}
"""Commands to type, the same in every language, below the sentence that asks for them."""


def main() -> int:
    """Runs the command.

    Returns:
        The exit code.
    """
    return run_command(_run)


def _run() -> int:
    if sys.argv[1:2] == ["verify"]:
        return verify.run(sys.argv[2:])
    set_language(preferred_language(os.environ))
    missing = lacking()
    if missing is not None:
        print(t(missing), *INSTALL.get(missing, ()), sep="\n", file=sys.stderr)
        return 1
    code: int = importlib.import_module("overture_partner.cli").main()
    return code


def lacking() -> str | None:
    """Finds what is not installed.

    Returns:
        The catalogue key of the sentence that says what to install; None if nothing is missing.
    """
    try:
        importlib.import_module("cryptography")
        pysodium = importlib.import_module("pysodium")
    except ModuleNotFoundError:
        return "needs.packages"
    except (ValueError, OSError, AttributeError, TypeError):
        # pysodium raises these without libsodium, or with a library that is not libsodium.
        return "needs.libsodium"
    return None if pysodium.sodium_version_check(*LIBSODIUM) else "needs.libsodium"
