"""Tries: to make device nodes of memory and disks. Must not: make one, or open one."""

# outcomes: ok
import stat

for name, major, minor in (("mem", 1, 1), ("kmsg", 1, 11), ("disk", 8, 0), ("vda", 254, 0), ("tty", 5, 0), ("null", 1, 3)):
    for kind in (stat.S_IFCHR, stat.S_IFBLK):
        must_fail(f"mknod {name}", lambda: os.mknod(f"{name}-{kind}", kind | 0o666, os.makedev(major, minor)))
