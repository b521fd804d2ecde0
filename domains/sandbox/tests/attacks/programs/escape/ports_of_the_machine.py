"""Tries: access to input and output ports, and the kernel's log. Must not: get either."""

# outcomes: ok
gate("iopl", 3)
gate("ioperm", 0x60, 5, 1)
gate("syslog", 3, 0, 0)
must_fail("/dev/kmsg", lambda: os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK))
