"""How many files this process, and those that it starts, may have open: each phone is one."""

import contextlib
import resource

HIGHEST = (1_048_576, 65_536, 10_240)
"""The limit to try if the system names none, or names one that it does not allow (macOS)."""


def raise_open_files() -> int:
    """Raise the soft limit of open files to the hard one, as far as the system allows.

    The soft limit is low for programs that use `select`, which nothing here does.

    Returns:
        The soft limit afterwards.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    named = () if hard == resource.RLIM_INFINITY else (hard,)
    for wanted in (*named, *(each for each in HIGHEST if not named or each < hard)):
        if soft != resource.RLIM_INFINITY and wanted > soft:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                return int(wanted)
    return int(soft)
