"""How long the default set takes on a phone: `python -m tests.measure` prints it, beside what it should be."""
