"""Tries: other protocols of the internet family that reach a TCP port (MPTCP) or have their own (SCTP, UDP-Lite, ICMP). Must not: work."""

# outcomes: ok
import socket


def multipath():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) as end:
        end.settimeout(1)
        end.connect(("127.0.0.1", KNOWN["tcp4"]))


must_fail("multipath", multipath)
for protocol, kind in ((132, socket.SOCK_STREAM), (136, socket.SOCK_DGRAM), (1, socket.SOCK_DGRAM)):

    def use():
        with socket.socket(socket.AF_INET, kind, protocol) as end:
            end.settimeout(1)
            end.connect(("127.0.0.1", KNOWN["udp"]))
            end.send(b"stolen")

    try:
        use()
    except OSError as error:
        held(f"protocol {protocol}: {error}")
