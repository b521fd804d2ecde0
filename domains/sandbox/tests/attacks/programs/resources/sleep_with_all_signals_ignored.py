"""Tries: to sleep for a minute with every signal ignored or blocked. Must not: outlast the wall clock."""

# outcomes: wall_timeout
# limits: wall=1s
import signal
import time

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
time.sleep(60)
escaped("slept to the end")
