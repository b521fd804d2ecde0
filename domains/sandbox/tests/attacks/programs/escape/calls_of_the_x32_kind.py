"""Tries: system calls with the x32 bit set, which name the same calls by other numbers. Must not: get past the filter."""

# outcomes: ok signal
import ctypes

if os.uname().machine != "x86_64":
    held("not this machine")
    sys.exit()
print("HELD unless a call below answers", flush=True)
libc = ctypes.CDLL(None, use_errno=True)
for name, number, arguments in (
    ("unshare", 272, (0x10000000,)),
    ("mount", 165, (b"none", b".", b"tmpfs", 0, 0)),
    ("getpid", 39, ()),
):
    result = libc.syscall(ctypes.c_long(0x40000000 | number), *arguments)
    if result >= 0:
        escaped(f"x32 {name}: {result}")
    held(f"x32 {name}: {errno.errorcode.get(ctypes.get_errno())}")
