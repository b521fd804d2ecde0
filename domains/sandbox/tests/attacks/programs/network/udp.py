"""Tries: UDP, which Landlock does not know, over both families. Must not: reach the host's socket; the runner looks at it."""

# outcomes: ok
import socket

for family, host in (
    (socket.AF_INET, "127.0.0.1"),
    (socket.AF_INET, "0.0.0.0"),
    (socket.AF_INET6, "::ffff:127.0.0.1"),
    (socket.AF_INET6, "::1"),
):
    try:
        print(host, socket.socket(family, socket.SOCK_DGRAM).sendto(b"stolen", (host, KNOWN["udp"])))
    except OSError as error:
        print(host, error)
held("the runner looks at its socket")
