"""Tries: a socket as its submission. Must not: be taken."""

# outcomes: ok
# submission: refused none
import socket

try:
    socket.socket(socket.AF_UNIX).bind("submission.csv")
except OSError as error:
    held(error)
held("the runner looks at what was taken")
