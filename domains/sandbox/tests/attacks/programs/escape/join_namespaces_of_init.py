"""Tries: to join the namespaces of process 1 and of the parent. Must not: enter any."""

# outcomes: ok
for process in (1, os.getppid()):
    for kind in ("mnt", "user", "pid", "net", "ipc", "uts", "cgroup"):
        try:
            descriptor = os.open(f"/proc/{process}/ns/{kind}", os.O_RDONLY)
        except OSError as error:
            held(f"{process} {kind}: {error.strerror}")
            continue
        gate("setns", descriptor, 0, also=(errno.EINVAL,))
