"""Tries: to make its parent, the supervisor, its tracer, so that the parent sees stops in place of the end. Must not: hold up the run."""

# outcomes: ok wall_timeout signal
# limits: wall=2s
import signal

print("HELD the report itself is the proof", flush=True)
result, code = syscall("ptrace", 0, 0, 0, 0)
if result == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
