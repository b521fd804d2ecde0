"""Tries: the kernel's key service: add, request, search, join a session. Must not: reach it."""

# outcomes: ok
gate("keyctl", 0, -3, 0)
gate("keyctl", 1, 0)
gate("add_key", b"user", b"exitrl-attack", b"x", 1, -4)
gate("request_key", b"user", b"exitrl-attack", 0, -4)
