"""Tries: to look up a name, which needs a resolver on the network, and to read how names are resolved. Must not: get an answer."""

# outcomes: ok
import socket

try:
    answers = socket.getaddrinfo("attack.invalid", 80)
    escaped(answers)
except OSError as error:
    held(error)
