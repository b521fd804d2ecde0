"""Tries: sockets between virtual machines, which no network namespace divides. Only makes them. Must not: get one."""

# outcomes: ok
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    must_fail("vsock", lambda: socket.socket(40, kind))
