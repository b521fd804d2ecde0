"""Tries: to leave a core file of 100 MiB by crashing. Must not: leave one."""
# outcomes: signal
import resource
import signal
print("HELD the runner looks for files", flush=True)
try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    escaped("core files were allowed")
except (OSError, ValueError):
    pass
block = bytearray(100 << 20)
os.kill(os.getpid(), signal.SIGSEGV)
