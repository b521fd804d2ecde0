"""Tries: netlink: routes, devices, sockets of the host, audit, events of devices. Must not: see a device other than loopback."""

# outcomes: ok
import socket

for protocol in (0, 4, 9, 12, 15, 16, 20):
    try:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol).bind((0, 0))
        # Routes are those of its own network; the other protocols are reach into the kernel that no program needs.
        (print if protocol == 0 else escaped)(f"netlink {protocol}")
    except OSError as error:
        held(f"netlink {protocol}: {error.strerror}")
try:
    names = [name for _, name in socket.if_nameindex()]
    (held if names in ([], ["lo"]) else escaped)(f"devices {names}")
except OSError as error:
    held(error)
