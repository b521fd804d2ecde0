"""Tries: to burn CPU in children that each end early, so that no single process reaches a limit. Must not: outlast the deadline."""

# outcomes: cpu_timeout wall_timeout
# limits: cpu=1s wall=2s
import time

while True:
    child = os.fork()
    if child == 0:
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass
        os._exit(0)
    os.waitpid(child, 0)
