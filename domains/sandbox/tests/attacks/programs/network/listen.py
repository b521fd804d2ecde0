"""Tries: to listen where the host could connect. Must not: be reached from outside; the runner tries meanwhile."""

# outcomes: ok
# probe: yes
import socket
import time

try:
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", KNOWN["free_port"]))
    server.listen()
    server.settimeout(1.5)
    held("listens on its own loopback")
    try:
        escaped(f"was reached from {server.accept()[1]}")
    except OSError as error:
        held(error)
except OSError as error:
    held(error)
