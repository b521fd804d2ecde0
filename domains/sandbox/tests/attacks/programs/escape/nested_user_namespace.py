"""Tries: to make a user namespace inside, where it would have every capability. Must not: get one."""

# outcomes: ok
if os.fork() == 0:
    if gate("unshare", 0x10000000, also=(errno.ENOSPC, errno.EINVAL)):
        print("CapEff", [line for line in open("/proc/self/status") if line.startswith("CapEff")])
    os._exit(0)
os.wait()
