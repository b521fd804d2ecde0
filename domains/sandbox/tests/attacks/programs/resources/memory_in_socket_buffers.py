"""Tries: to hold memory in the queues of socket pairs. Must not: get more than the limit."""

# outcomes: ok out_of_memory
# weaker: memory
import socket

held("a limit will tell")
total = 0
pairs = []
try:
    for _ in range(4000):
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        pairs.append(pair)
        for end in pair:
            end.setblocking(False)
            try:
                while total < 1 << 30:
                    total += end.send(b"x" * (64 << 10))
            except BlockingIOError:
                pass
except OSError as error:
    held(f"sockets: {error}")
if total > 2 * KNOWN["memory"]:
    escaped(f"{total} bytes in sockets")
