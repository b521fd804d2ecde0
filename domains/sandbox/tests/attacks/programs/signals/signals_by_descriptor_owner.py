"""Tries: to have the kernel signal others for it: F_SETOWN to process 1, parent-death signals, timers. Must not: harm the supervisor."""

# outcomes: ok signal
import fcntl
import signal

reader, writer = os.pipe()
for owner in {1, os.getppid(), -1} - {os.getpid()}:
    if not own_processes():
        continue
    try:
        fcntl.fcntl(reader, fcntl.F_SETOWN, owner)
        fcntl.fcntl(reader, 10, signal.SIGKILL)
        fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | os.O_ASYNC)
        os.write(writer, b"x")
        print("owner", owner)
    except OSError as error:
        held(error)
held("the report itself is the proof")
