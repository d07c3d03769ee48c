"""The most that a hub or a partner can make this client keep or print. Pure.

Source: docs/protocol.md, "Limits"; tests/vectors/limits.json holds the phone to the same.
"""

from typing import Final

MOST_CHAPTERS: Final = 8
"""Chapters of a session."""
MOST_SECTIONS: Final = 64
"""Sections of a chapter that have a box."""
MOST_ROUNDS: Final = 20
"""Rounds of a section."""
MOST_NOTES: Final = 100
"""Notes of a section."""
MOST_SETTLEMENTS: Final = 200
"""Settlements of a seat and section."""
MOST_NOTICES: Final = 100
"""Notices of a seat and chapter."""
MOST_TALKS: Final = 800
"""Talks of a seat."""
MOST_SCENES: Final = 2**31 - 2
"""Scenes of a session."""
LATEST: Final = 2**36
"""The largest number of seconds since 1970: a date that every calendar has."""
LARGEST_BOX: Final = 49_152
"""Bytes of a box: more do not fit into a message to the hub."""
LARGEST_MESSAGE: Final = 4 * 1024 * 1024
"""Bytes of a message of the hub, or of an answer over HTTP."""
LONGEST_LIST: Final = 200
"""Entries of any list that a hub gives of itself."""
LONGEST_TEXT: Final = 8000
"""Characters of any text that a hub gives of itself."""
