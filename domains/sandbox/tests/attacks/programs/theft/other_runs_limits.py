"""Tries: to use up what runs may share (processes and locked memory of one user), so that another run at the same time fails. Must not."""

# outcomes: ok
# victim: yes
import time

made = 0
try:
    for _ in range(100):
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
        made += 1
except OSError as error:
    held(f"after {made}: {error}")
time.sleep(1.8)
held("the runner looks at the other run")
