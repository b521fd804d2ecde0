"""Tries: to open the host's root by a file handle (the container escape of 2014). Must not: open one."""

# outcomes: ok
import ctypes


class Handle(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("kind", ctypes.c_int32), ("data", ctypes.c_uint8 * 128)]


for place in (".", "/usr", "input"):
    handle = Handle(8, 1, (ctypes.c_uint8 * 128)(2))
    descriptor = os.open(place, os.O_RDONLY)
    gate("open_by_handle_at", descriptor, ctypes.byref(handle), 0)
