"""Tries: unshare with every kind of namespace in turn. Must not: get one."""

# outcomes: ok
kinds = {
    "mount": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "time": 0x80,
}
for name, flag in kinds.items():
    if os.fork() == 0:
        print(name)
        gate("unshare", flag, also=(errno.ENOSPC, errno.EINVAL))
        os._exit(0)
    os.wait()
