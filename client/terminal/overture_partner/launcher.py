"""What the command `overture-partner` calls: whether all is here that it stands on, and then the command itself.

Whoever types it first may lack what no Python package brings. They hear what to install, and nothing else.
"""

import importlib
import os
import sys

from overture_partner.i18n import preferred_language, set_language, t

LIBSODIUM = (1, 0, 18)
"""The first that has ristretto255."""


def main() -> int:
    """The entry point; its exit code."""
    set_language(preferred_language(os.environ))
    missing = lacking()
    if missing is not None:
        print(t(missing), file=sys.stderr)
        return 1
    code: int = importlib.import_module("overture_partner.cli").main()
    return code


def lacking() -> str | None:
    """The sentence of the catalogue that says what to install; None if nothing is missing."""
    try:
        importlib.import_module("cryptography")
        pysodium = importlib.import_module("pysodium")
    except ModuleNotFoundError:
        return "needs.packages"
    except (ValueError, OSError, AttributeError, TypeError):
        # What pysodium raises without libsodium, or with one that is none.
        return "needs.libsodium"
    return None if pysodium.sodium_version_check(*LIBSODIUM) else "needs.libsodium"
