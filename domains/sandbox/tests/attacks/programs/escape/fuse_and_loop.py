"""Tries: file systems of its own (FUSE, loop devices, overlay). Must not: get one."""

# outcomes: ok
must_fail("/dev/fuse", lambda: os.open("/dev/fuse", os.O_RDWR))
must_fail("/dev/loop-control", lambda: os.open("/dev/loop-control", os.O_RDWR))
gate("mount", b"overlay", b".", b"overlay", 0, b"lowerdir=/,upperdir=/tmp,workdir=/tmp")
