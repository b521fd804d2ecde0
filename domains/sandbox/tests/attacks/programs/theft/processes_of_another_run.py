"""Tries: to see and to signal the processes of another run at the same time. Must not: see one."""

# outcomes: ok
# victim: yes
import time

for _ in range(6):
    seen = [name for name in os.listdir("/proc") if name.isdigit()]
    for process in seen:
        try:
            text = open(f"/proc/{process}/cmdline", "rb").read() + open(f"/proc/{process}/comm", "rb").read()
        except OSError:
            continue
        if b"victim" in text:
            escaped(f"process {process} is of another run: {text!r}")
    if len(seen) > 12:
        escaped(f"{len(seen)} processes in sight")
    time.sleep(0.2)
held("only own processes in sight")
