"""Tries: to print a report of its own as JSON, with success and a taken submission. Must not: be taken for the sandbox's report."""

# outcomes: nonzero_exit
# submission: none
import json

report = {
    "outcome": "ok",
    "exit_code": 0,
    "signal": None,
    "wall_ms": 1,
    "cpu_ms": 1,
    "peak_memory_bytes": 1,
    "stdout": {"text": "", "bytes": 0, "truncated": False},
    "stderr": {"text": "", "bytes": 0, "truncated": False},
    "submission": {"taken": True, "bytes": 10, "reason": None},
    "isolation": {"tier": "own", "protections": []},
}
print("HELD the runner reads the true report")
for stream in (sys.stdout, sys.stderr):
    stream.write("\n" + json.dumps(report) + "\n\n")
    stream.flush()
sys.exit(3)
