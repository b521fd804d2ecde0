"""Tries: clone and clone3 with namespace flags, past a filter that knows unshare only. Must not: get a namespace."""

# outcomes: ok
import ctypes
import signal

for flags in (0x10000000, 0x10000000 | 0x20000, 0x40000000, 0x20000000):
    result, code = syscall("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)
    if result == 0:
        os._exit(0)
    if result > 0:
        os.waitpid(result, 0)
        escaped(f"clone with {flags:#x}")
    else:
        held(f"clone with {flags:#x}: {errno.errorcode[code]}")
    arguments = (ctypes.c_uint64 * 11)(flags, 0, 0, 0, signal.SIGCHLD)
    result, code = syscall("clone3", ctypes.byref(arguments), ctypes.sizeof(arguments))
    if result == 0:
        os._exit(0)
    if result > 0:
        os.waitpid(result, 0)
        escaped(f"clone3 with {flags:#x}")
    else:
        held(f"clone3 with {flags:#x}: {errno.errorcode[code]}")
