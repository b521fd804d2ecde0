"""Tries: to join all namespaces of process 1 at once through a pidfd. Must not: enter any."""

# outcomes: ok
for process in (1, os.getppid()):
    descriptor, code = syscall("pidfd_open", process, 0)
    if descriptor == -1:
        held(f"pidfd_open: {errno.errorcode[code]}")
        continue
    gate("setns", descriptor, 0x20000, also=(errno.EINVAL,))
    gate("setns", descriptor, 0x10000000, also=(errno.EINVAL,))
