"""Tries: to open a performance counter. Must not: reach the call."""

# outcomes: ok
import ctypes

attributes = (ctypes.c_uint32 * 32)(1, 128)
gate("perf_event_open", ctypes.byref(attributes), 0, -1, -1, 0)
