"""Tries: to remount the root and the input folder writable. Must not: change a mount."""

# outcomes: ok
for place in (b"/", b"input", b"/usr"):
    gate("mount", b"none", place, b"none", 32 | 4096, 0)
