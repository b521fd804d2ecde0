"""Tries: to leave a child that holds both output streams open for a minute. Must not: hold up the end of the run."""

# outcomes: ok
# limits: wall=30s
# within: 20
import time

print("HELD the parent is done", flush=True)
if os.fork() == 0:
    time.sleep(60)
