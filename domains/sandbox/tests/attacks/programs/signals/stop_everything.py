"""Tries: to stop every process it may signal, itself last. Must not: outlast the wall clock."""

# outcomes: wall_timeout
# limits: wall=1s
import signal
import time

if own_processes():
    try:
        os.kill(-1, signal.SIGSTOP)
    except OSError:
        pass
time.sleep(60)
