"""Tries: to unmount /proc, /tmp, the input and the root, to see what lies beneath. Must not: unmount anything."""

# outcomes: ok
for place in (b"/proc", b"/tmp", b"/dev/shm", b"input", b"/"):
    gate("umount2", place, 2)
