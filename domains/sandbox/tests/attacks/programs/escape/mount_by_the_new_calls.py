"""Tries: the newer mount interface (fsopen, open_tree, move_mount, mount_setattr). Must not: reach it."""

# outcomes: ok
gate("fsopen", b"tmpfs", 0)
gate("open_tree", -100, b"/", 1)
gate("move_mount", -100, b"/tmp", -100, b"/mnt", 0)
import ctypes

writable = (ctypes.c_uint64 * 4)(0, 1, 0, 0)
gate("mount_setattr", -100, b"/", 0, ctypes.byref(writable), 32)
