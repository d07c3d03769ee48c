"""Standard output of both commands: in any encoding, and with a reader that may close it early."""

import io
import os
import sys
from collections.abc import Callable

BROKEN_PIPE = 141
"""The exit code of a command that a closed pipe ends: 128 and the number of SIGPIPE."""


def run_command(command: Callable[[], int]) -> int:
    """Run a command that no encoding of its output and no closed pipe ends with a traceback.

    A character that the encoding lacks becomes a question mark.

    Args:
        command: Prints, and returns the exit code.

    Returns:
        The exit code; `BROKEN_PIPE` if nobody reads the output any more, as with `| head -1`.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            code = command()
        except SystemExit as stop:
            # How argparse ends after `--help` and after arguments that it does not understand.
            code = stop.code if isinstance(stop.code, int) else 0
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        # Python flushes both once more when it exits, and would complain then.
        for descriptor in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        return BROKEN_PIPE
    return code
