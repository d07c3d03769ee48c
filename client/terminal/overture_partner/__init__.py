"""The second person in a terminal: the same protocol as the phone's client, in Python."""
