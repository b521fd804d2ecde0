"""Tries: to mount a tmpfs on a folder of its own. Must not: be able to mount."""

# outcomes: ok
os.mkdir("m")
if gate("mount", b"none", b"m", b"tmpfs", 0, 0):
    syscall("umount2", b"m", 2)
