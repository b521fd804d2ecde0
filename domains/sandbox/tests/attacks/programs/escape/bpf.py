"""Tries: to load a BPF map and program. Must not: reach the call."""

# outcomes: ok
import ctypes

attributes = (ctypes.c_uint32 * 32)(2, 4, 4, 1)
gate("bpf", 0, ctypes.byref(attributes), 128)
gate("bpf", 5, ctypes.byref(attributes), 128)
