"""Tries: to write a report of its own into every descriptor and every pipe it can open. Must not: reach the launcher's report pipe."""

# outcomes: nonzero_exit
# submission: none
import json

report = json.dumps({"outcome": "ok", "exit_code": 0, "submission": {"taken": True, "bytes": 10}}).encode() + b"\n"
print("HELD the runner reads the true report", flush=True)
for descriptor in range(0, 2048):
    if descriptor in (1, 2):
        continue
    try:
        os.write(descriptor, report)
    except OSError:
        pass
for process in ("1", str(os.getppid())):
    for descriptor in range(64):
        try:
            other = os.open(f"/proc/{process}/fd/{descriptor}", os.O_WRONLY | os.O_NONBLOCK)
            os.write(other, report)
        except OSError:
            pass
os._exit(4)
