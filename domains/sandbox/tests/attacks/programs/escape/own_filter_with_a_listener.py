"""Tries: to install a seccomp filter that hands calls to itself, or allows everything. Must not: loosen the filter that is there."""

# outcomes: ok
import ctypes


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_void_p)]


allow = (ctypes.c_uint64 * 1)(0x7FFF0000 << 32 | 0x06)
program = Filter(1, ctypes.addressof(allow))
result, code = syscall("seccomp", 1, 0, ctypes.byref(program))
held(f"filter of its own: {result} {errno.errorcode.get(code)}")
gate("unshare", 0x10000000, also=(errno.ENOSPC, errno.EINVAL))
gate("keyctl", 0, -3, 0)
