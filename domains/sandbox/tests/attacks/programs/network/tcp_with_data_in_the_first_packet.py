"""Tries: sendto with MSG_FASTOPEN, which connects without `connect`. Must not: reach the listener."""

# outcomes: ok
import socket

must_fail("fast open", lambda: socket.socket().sendto(b"stolen", 0x20000000, ("127.0.0.1", KNOWN["tcp4"])))
