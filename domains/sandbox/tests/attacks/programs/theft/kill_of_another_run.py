"""Tries: to kill all processes of its user while another run is under way. Must not: harm the other run."""

# outcomes: ok signal
# victim: yes
import signal
import time

print("HELD the runner looks at the other run", flush=True)
if not own_processes():
    escaped("the host's processes are in sight; nothing was sent")
    sys.exit()
for _ in range(3):
    for process in range(2, 4000):
        if process != os.getpid():
            try:
                os.kill(process, signal.SIGKILL)
            except OSError:
                pass
    time.sleep(0.3)
