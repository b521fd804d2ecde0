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
with open("/proc/sys/kernel/core_pattern") as pattern:
    # A pipe gets a core whatever the limit is, except for a limit of 1.
    if pattern.read(1) == "|" and resource.getrlimit(resource.RLIMIT_CORE)[1] != 1:
        escaped("the host's core handler would be fed with a core")
block = bytearray(100 << 20)
os.kill(os.getpid(), signal.SIGSEGV)
