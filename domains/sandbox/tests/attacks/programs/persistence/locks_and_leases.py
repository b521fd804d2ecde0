"""Tries: to leave a lock on an input file, as a sign for the next run or to block the host. Must not: outlive the run."""

# outcomes: ok
# runs: 2
import fcntl

found = []
descriptor = os.open("input/train.csv", os.O_RDONLY)
try:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    found.append("lock")
import time

if os.fork() == 0:
    time.sleep(20)
left_from_before(found)
