"""Tries: socket() with bits above the 32nd set in the family, past a filter that compares 64 bits. Must not: get an internet socket that connects."""

# outcomes: ok
import ctypes
import socket

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
number = 41 if os.uname().machine == "x86_64" else 198
for family, kind in ((2, 1), (16, 3), (17, 3), (38, 5), (40, 1)):
    descriptor = libc.syscall(ctypes.c_long(number), ctypes.c_long(family | 1 << 32), ctypes.c_long(kind), ctypes.c_long(0))
    if descriptor < 0:
        held(f"family {family}: {errno.errorcode.get(ctypes.get_errno())}")
    elif family in (2, 16):
        print(f"family {family} is there, in a network of its own")
    else:
        escaped(f"family {family} by high bits")
    if descriptor >= 0 and family == 2:
        end = socket.socket(fileno=descriptor)
        end.settimeout(1)
        must_fail("connect", lambda: end.connect(("127.0.0.1", KNOWN["tcp4"])))
