"""Tries: to wait in a session of its own whose leader is gone. Must not: outlast the wall clock or be left."""

# outcomes: wall_timeout
# limits: wall=1s
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait()
time.sleep(60)
