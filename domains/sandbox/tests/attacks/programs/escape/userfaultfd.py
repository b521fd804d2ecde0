"""Tries: userfaultfd, a tool for exploits of races in the kernel. Must not: reach it."""

# outcomes: ok
gate("userfaultfd", 1)
must_fail("/dev/userfaultfd", lambda: os.open("/dev/userfaultfd", os.O_RDWR))
