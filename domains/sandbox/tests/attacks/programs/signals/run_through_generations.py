"""Tries: to outrun the killer: each process forks a successor and ends. Must not: outlive the run."""

# outcomes: ok wall_timeout signal
# limits: wall=3s
import time

print("HELD the runner looks for the last of the line", flush=True)
end = time.monotonic() + 30
if os.fork() == 0:
    for _ in range(20_000):
        if time.monotonic() > end:
            break
        try:
            if os.fork():
                os._exit(0)
        except OSError:
            pass
    os._exit(0)
time.sleep(0.3)
