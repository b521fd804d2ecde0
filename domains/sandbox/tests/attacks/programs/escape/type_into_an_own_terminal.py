"""Tries: to make a terminal of its own and to type into it with bits above the 32nd set, past a filter of the request. Must not: be let."""

# outcomes: ok
import ctypes
import pty

try:
    master, slave = pty.openpty()
except OSError as error:
    held(f"no terminals: {error}")
else:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    number = 16 if os.uname().machine == "x86_64" else 29
    for request in (0x5412, 0x5412 | 1 << 32):
        result = libc.syscall(ctypes.c_long(number), ctypes.c_long(slave), ctypes.c_long(request), b"#")
        (escaped if result == 0 else held)(f"TIOCSTI as {request:#x}: {errno.errorcode.get(ctypes.get_errno())}")
