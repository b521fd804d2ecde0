"""Tries: 32-bit system calls by `int 0x80` from own machine code, whose numbers a 64-bit filter misreads. Must not: get one through."""

# outcomes: ok signal
import ctypes
import mmap

if os.uname().machine != "x86_64":
    held("not this machine")
    sys.exit()
print("HELD unless the call below answers", flush=True)
# mov eax, 39 (mkdir of the 32-bit table); mov ebx, path; mov ecx, 0o755; int 0x80; ret
try:
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    low = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40)
except (OSError, ValueError) as error:
    held(error)
    sys.exit()
address = ctypes.addressof(ctypes.c_char.from_buffer(low))
low[:6] = b"by-32\0"
code.write(b"\xb8\x27\x00\x00\x00\xbb" + (address & 0xFFFFFFFF).to_bytes(4, "little") + b"\xb9\xed\x01\x00\x00\xcd\x80\xc3")
result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
if result == 0 or os.path.exists("by-32"):
    escaped("a 32-bit mkdir worked")
held(f"mkdir answered {result}")
