"""Tries: to look up a name, which needs a resolver on the network. Must not: be in the host's network or get an answer."""

# outcomes: ok
import socket

try:
    own = os.readlink("/proc/self/ns/net") != KNOWN["network_namespace"]
except OSError as error:
    held(error)
    own = True
if not own:
    escaped("it is in the host's network; nothing was asked")
else:
    try:
        escaped(socket.getaddrinfo("attack.invalid", 80))
    except OSError as error:
        held(error)
