"""Tries: a device node or a link to /dev/zero, which never ends. Must not: be read."""

# outcomes: ok
# submission: refused
import stat

try:
    os.mknod("submission.csv", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    escaped("a device node was made")
except OSError as error:
    held(error)
os.symlink("/dev/zero", "submission.csv")
