"""Tries: io_uring, which works past a filter of system calls. Must not: reach it."""

# outcomes: ok
import ctypes

parameters = (ctypes.c_uint32 * 30)()
gate("io_uring_setup", 4, ctypes.byref(parameters))
