"""How long the sets take: `python -m tests.measure` walks through one on a phone, and `.reckon` counts their words.

`.screens` has the same screens in three engines, to be looked at.
"""
