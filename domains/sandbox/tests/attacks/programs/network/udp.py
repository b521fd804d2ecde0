"""Tries: UDP, which Landlock does not know, with and without connect. Must not: reach the listener; it counts packets."""
# outcomes: ok
import socket
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")):
    must_fail(f"socket {host}", lambda: socket.socket(family, socket.SOCK_DGRAM).sendto(b"stolen", (host, KNOWN["udp"])))
