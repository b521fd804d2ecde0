"""Tries: to start 500 threads. Must not: pass the process limit."""

# outcomes: ok
import threading

wait = threading.Event()
started = 0
try:
    for _ in range(500):
        threading.Thread(target=wait.wait, args=(20,), daemon=True).start()
        started += 1
except (RuntimeError, MemoryError) as error:
    held(f"after {started}: {error}")
if started > KNOWN["processes"] + 8:
    escaped(f"{started} threads")
sys.stdout.flush()
os._exit(0)
