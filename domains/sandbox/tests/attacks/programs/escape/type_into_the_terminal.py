"""Tries: to push characters into a terminal's input (TIOCSTI, TIOCLINUX) on every stream. Must not: type or find a terminal."""

# outcomes: ok
import fcntl

for descriptor in (0, 1, 2):
    if os.isatty(descriptor):
        escaped(f"stream {descriptor} is a terminal")
    must_fail(f"TIOCSTI on {descriptor}", lambda: fcntl.ioctl(descriptor, 0x5412, b"#"))
must_fail("/dev/tty", lambda: os.open("/dev/tty", os.O_RDWR | os.O_NONBLOCK))
