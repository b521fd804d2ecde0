"""Tries: the tables of sockets, locks and names in /proc, and the host's name. Must not: see the host's."""

# outcomes: ok
import socket

for name in ("unix", "tcp", "udp", "tcp6", "netlink", "packet"):
    try:
        with open(f"/proc/net/{name}") as table:
            text = table.read()
    except OSError as error:
        held(error)
        continue
    (escaped if KNOWN["unix_abstract"] in text or f":{KNOWN['tcp4']:04X}" in text else held)(f"/proc/net/{name}")
(escaped if socket.gethostname() == KNOWN["host_name"] else held)(f"its name is {socket.gethostname()}")
