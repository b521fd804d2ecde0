"""Tries: the kernel's magic keys (only `h`, which prints a help text). Must not: write there."""

# outcomes: ok
must_fail("/proc/sysrq-trigger", lambda: os.write(os.open("/proc/sysrq-trigger", os.O_WRONLY), b"h"))
must_fail("/proc/sys/kernel/sysrq", lambda: os.open("/proc/sys/kernel/sysrq", os.O_WRONLY))
