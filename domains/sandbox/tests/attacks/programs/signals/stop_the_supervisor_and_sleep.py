"""Tries: to stop its supervisor and to sleep past the deadline that it keeps. Must not: outlast the wall clock."""

# outcomes: wall_timeout
# limits: wall=1s
import signal
import time

if own_processes():
    for process in {os.getppid(), 1} - {0, os.getpid()}:
        for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN):
            try:
                os.kill(process, number)
            except OSError:
                pass
time.sleep(60)
