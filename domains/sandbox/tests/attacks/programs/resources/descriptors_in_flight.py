"""Tries: to hold descriptors in the queue of a socket, where no process's limit counts them. Must not: get 50,000."""

# outcomes: ok
import array
import socket

left, right = socket.socketpair()
left.setblocking(False)
sent = 0
copies = array.array("i", [os.dup(left.fileno()) for _ in range(200)])
try:
    while sent < 50_000:
        left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, copies)])
        sent += len(copies)
    escaped(f"{sent} descriptors in flight")
except OSError as error:
    held(f"after {sent}: {error}")
