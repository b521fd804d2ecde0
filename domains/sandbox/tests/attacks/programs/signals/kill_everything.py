"""Tries: to kill every process it may signal. Must not: hit one outside the run; a run that kills itself is an ordinary failure."""

# outcomes: ok signal nonzero_exit
import signal

if not own_processes():
    escaped("the host's processes are in sight; nothing was sent")
else:
    print("HELD the report itself is the proof", flush=True)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(-1, number)
        except OSError as error:
            held(error)
