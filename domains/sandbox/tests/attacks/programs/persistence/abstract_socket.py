"""Tries: to leave a child that holds an abstract socket as a post box for the next run. Must not: be there."""

# outcomes: ok
# runs: 2
import socket
import time

box = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
found = []
try:
    box.bind("\0exitrl-box")
except OSError as error:
    if error.errno == errno.EADDRINUSE:
        found.append("abstract socket")
if os.fork() == 0:
    time.sleep(20)
left_from_before(found)
