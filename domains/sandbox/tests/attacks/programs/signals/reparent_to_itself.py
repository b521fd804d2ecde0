"""Tries: to become a subreaper and clear its death signal, so that its family lives on without the supervisor. Must not: outlive the run."""

# outcomes: ok
import time

syscall("prctl", 36, 1, 0, 0, 0)
syscall("prctl", 1, 0, 0, 0, 0)
if os.fork() == 0:
    syscall("prctl", 1, 0, 0, 0, 0)
    os.setsid()
    if os.fork() == 0:
        time.sleep(30)
    time.sleep(30)
held("the runner looks for the family")
