"""Tries: to take descriptors out of process 1 and the parent by pidfd_getfd. Must not: get one."""

# outcomes: ok
for process in {1, os.getppid()} - {0, os.getpid()}:
    descriptor, code = syscall("pidfd_open", process, 0)
    if descriptor == -1:
        held(f"pidfd_open: {errno.errorcode[code]}")
        continue
    for number in range(8):
        gate("pidfd_getfd", descriptor, number, 0)
