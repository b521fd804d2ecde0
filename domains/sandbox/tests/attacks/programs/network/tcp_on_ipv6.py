"""Tries: TCP over IPv6, plain and mapped. Must not: connect."""

# outcomes: ok
import socket

for host, port in (("::1", KNOWN["tcp6"]), ("::ffff:127.0.0.1", KNOWN["tcp4"]), ("::", KNOWN["tcp6"])):

    def connect():
        with socket.socket(socket.AF_INET6) as end:
            end.settimeout(1)
            end.connect((host, port))

    must_fail(host, connect)
