"""The protocol "overture1" (docs/protocol.md) in Python: the twin of client/static/js/protocol, function for function.

Pure: bytes in, bytes out, no I/O; the only randomness is the system's, where a secret or a salt is made.
"""
