"""Settings that may hold a secret, given as the path of a file: NAME_FILE instead of NAME.

Container engines and systemd mount secrets as files, because other programs may read the environment of a process. No
message here repeats a path, as somebody may have written the secret itself in its place.
"""

from collections.abc import Mapping
from pathlib import Path

from overture.setting_values import SettingsError

SUFFIX = "_FILE"
MAX_SIZE = 65_536
"""Bytes of a file. A path such as /dev/zero has no end."""


def read_secret(name: str, environ: Mapping[str, str]) -> str | None:
    """Return what the file that NAME_FILE names holds, without one newline at its end; None if NAME_FILE is not set.

    Args:
        name: The name of the setting, such as "REDIS_URL".
        environ: The variables, without those that are empty.

    Raises:
        SettingsError: If the file cannot be used, or if NAME is set too.
    """
    variable = name + SUFFIX
    if variable not in environ:
        return None
    if name in environ:
        raise SettingsError(f"{name} and {variable} are both set. Remove one of them.")
    if "://" in environ[variable]:
        raise SettingsError(f"{variable} must be the path of a file that holds {name}, not {name} itself")
    try:
        with Path(environ[variable]).expanduser().open("rb") as file:
            content = file.read(MAX_SIZE + 1)
    except (OSError, ValueError, RuntimeError) as error:
        raise SettingsError(f"{variable} {_fault(error)}") from None
    return _line(variable, name, content)


def _fault(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "names a file that does not exist. Create it, or correct the path."
        case IsADirectoryError():
            return "names a folder. Name the file in it that holds the value."
        case PermissionError():
            return "names a file that the hub may not read. Let the user that runs the hub read it."
        case _:
            return f"names a file that cannot be read ({type(error).__name__}). Name a plain file."


def _line(variable: str, name: str, content: bytes) -> str:
    """Return the only line of a file. Raises SettingsError."""
    if len(content) > MAX_SIZE:
        raise SettingsError(f"{variable} names a file of more than {MAX_SIZE} bytes. Write {name} alone into it.")
    try:
        value = content.decode()
    except UnicodeDecodeError:
        raise SettingsError(f"{variable} names a file that is not UTF-8 text. Write {name} alone into it.") from None
    value = value.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        raise SettingsError(f"{variable} names a file that is empty. Write {name} into it.")
    # A line break or a space in it would be removed silently later on, and another value would be used.
    if value.split() != [value]:
        raise SettingsError(
            f"{variable} names a file with spaces or several lines. Write {name} alone into it, on one line."
        )
    return value
