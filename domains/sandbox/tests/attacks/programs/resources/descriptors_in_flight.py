"""Tries: to hold descriptors in sockets that are sent through themselves, where closing does not free them. Must not: get 50,000."""

# outcomes: ok
import array
import socket

sent = 0
try:
    while sent < 50_000:
        left, right = socket.socketpair()
        left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [left.fileno(), right.fileno()]))])
        left.close()
        right.close()
        sent += 2
    escaped(f"{sent} descriptors in flight")
except OSError as error:
    held(f"after {sent}: {error}")
