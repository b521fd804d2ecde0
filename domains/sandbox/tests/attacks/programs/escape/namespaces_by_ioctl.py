"""Tries: to get its parent and owner namespaces by ioctl on its own namespace files, and to join them. Must not: join one."""

# outcomes: ok
import fcntl

for kind in ("mnt", "user", "pid", "net", "ipc", "uts", "cgroup", "time"):
    try:
        own = os.open(f"/proc/self/ns/{kind}", os.O_RDONLY)
    except OSError as error:
        held(error)
        continue
    for number in range(1, 16):
        try:
            other = fcntl.ioctl(own, 0xB700 | number)
        except OSError:
            continue
        if other > 2 and number in (1, 2, 11, 12):
            gate("setns", other, 0, also=(errno.EINVAL, errno.EBADF))
held("no other namespace was joined")
