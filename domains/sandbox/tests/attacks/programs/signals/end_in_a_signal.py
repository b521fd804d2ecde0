"""Tries: to end by a signal that the supervisor may mistake for its own kill. Must not: be reported as a deadline or as success."""

# outcomes: signal
import signal

print("HELD the report itself is the proof", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
