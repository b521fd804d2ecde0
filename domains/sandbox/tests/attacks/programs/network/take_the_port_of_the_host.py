"""Tries: to bind the host's port with address reuse and so to take its callers. Must not: share a network with the host."""

# outcomes: ok
import socket

try:
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, 15, 1)
        own.bind(("127.0.0.1", KNOWN["tcp4"]))
        own.listen()
        held("bound in a network of its own")
except OSError as error:
    (escaped if error.errno == errno.EADDRINUSE else held)(error)
