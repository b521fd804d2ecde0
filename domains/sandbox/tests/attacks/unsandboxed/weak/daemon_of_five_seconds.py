"""Tries: to leave a child in a session of its own for 5 seconds. Must not: be overlooked by the suite."""

# outcomes: ok
import time

if os.fork() == 0:
    os.setsid()
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    time.sleep(5)
    os._exit(0)
held("the runner looks for the child")
