"""Tries: to close its streams and go on in silence. Must not: be taken for an ended run, or outlast the wall clock."""

# outcomes: wall_timeout
# limits: wall=1s
import time

for descriptor in (0, 1, 2):
    os.close(descriptor)
time.sleep(60)
