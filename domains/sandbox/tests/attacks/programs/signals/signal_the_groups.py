"""Tries: to signal process groups and sessions: its own, 1 and that of the supervisor. Must not: reach a process outside."""

# outcomes: ok signal nonzero_exit
import signal

print("HELD the report itself is the proof", flush=True)
if own_processes():
    for group in (os.getpgid(0), 1, 2):
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        try:
            os.killpg(group, signal.SIGUSR1)
        except OSError as error:
            held(error)
    os.killpg(0, signal.SIGKILL)
