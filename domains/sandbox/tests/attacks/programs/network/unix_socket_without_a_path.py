"""Tries: an abstract UNIX socket of the host, by stream and by datagram. Must not: connect."""

# outcomes: ok
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):

    def connect():
        with socket.socket(socket.AF_UNIX, kind) as end:
            end.settimeout(1)
            end.connect("\0" + KNOWN["unix_abstract"])

    must_fail(f"abstract socket, kind {kind}", connect)
