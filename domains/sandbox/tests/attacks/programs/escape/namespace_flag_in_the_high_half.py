"""Tries: clone with a namespace flag and garbage in the upper 32 bits, past a filter that compares 64 bits. Must not: get a namespace."""

# outcomes: ok
import signal

for flags in (0x10000000 | 1 << 40, 0x10000000 | 1 << 63 - 1):
    result, code = syscall("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)
    if result == 0:
        os._exit(0)
    if result > 0:
        os.waitpid(result, 0)
        escaped(f"clone with {flags:#x}")
    else:
        held(f"clone with {flags:#x}: {errno.errorcode[code]}")
if os.fork() == 0:
    gate("unshare", 0x10000000 | 1 << 33, also=(errno.ENOSPC, errno.EINVAL))
    os._exit(0)
os.wait()
