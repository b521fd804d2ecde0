"""Tries: a UNIX socket of the host by its path. Must not: connect."""

# outcomes: ok
import socket


def connect():
    with socket.socket(socket.AF_UNIX) as end:
        end.settimeout(1)
        end.connect(KNOWN["unix_path"])


must_fail("path socket", connect)
