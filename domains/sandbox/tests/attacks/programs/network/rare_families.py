"""Tries: every other address family of the kernel: rarely used code is where its faults are. Must not: get any."""

# outcomes: ok
import socket

for family in range(3, 50):
    # The internet and netlink have programs of their own.
    if family in (socket.AF_INET6, socket.AF_NETLINK):
        continue
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind)
            escaped(f"family {family}, kind {kind}")
        except OSError:
            pass
held("no other family")
