"""Tries: TCP to a listener of the host on 127.0.0.1, and to other names of it. Must not: connect."""

# outcomes: ok
import socket

for host in ("127.0.0.1", "localhost", "0.0.0.0", "127.0.0.2", "127.1.2.3"):
    must_fail(host, lambda: socket.create_connection((host, KNOWN["tcp4"]), timeout=1))
